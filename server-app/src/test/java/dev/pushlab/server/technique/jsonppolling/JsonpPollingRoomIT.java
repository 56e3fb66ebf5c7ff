package dev.pushlab.server.technique.jsonppolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over real connections, from both ports: as browsers ask for pages of either origin, and of foreign ones. */
@Timeout(60)
class JsonpPollingRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final String QUESTION = "/topics/news/jsonp-polling?callback=take&after=earliest";
    private static final String CHROMIUM = "User-Agent: Mozilla/5.0 (X11; Linux x86_64)";

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        start(ServerOptions.defaults().withOrigins(Set.of("http://friend.example")));
    }

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
        server.hub()
                .publish(TOPIC, EventDraft.text("secret"))
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageOfTheFirstOriginIsAnsweredByTheSecondAndTheOtherWayAround() throws IOException {
        int first = server.httpAddress().getPort();
        int second = server.crossOriginAddress().getPort();
        assertThat(second).isNotEqualTo(first);
        try (RawHttp http = new RawHttp(server.crossOriginAddress())) {
            http.get(QUESTION, CHROMIUM, "Sec-Fetch-Site: same-site", "Referer: http://localhost:" + first + "/");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("content-type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(http.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(http.header("access-control-allow-origin")).isEmpty();
            assertThat(http.body()).startsWith("/**/take({\"events\":[{").contains("\"data\":\"secret\"");
            http.get("/other-origin");
            assertThat(http.status()).isEqualTo(200);
            // The name by which it was asked.
            assertThat(http.body()).isEqualTo("{\"origin\":\"http://localhost:" + first + "\"}");
        }
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.get(QUESTION, CHROMIUM, "Referer: http://localhost:" + second + "/");
            assertThat(http.status()).isEqualTo(200);
        }
    }

    /** JSON hijacking: a page of anybody includes the script, and its browser may read what that page may not. */
    @ParameterizedTest
    @CsvSource({
        "Referer: http://evil.example/, 403",
        "Referer: http://localhost:1/, 403",
        "Sec-Fetch-Site: cross-site, 403",
        "Origin: http://evil.example, 403",
        "Accept: */*, 403",
        "Referer: http://friend.example/, 200"
    })
    void pagesOfOthersGetNothingUnlessTheirOriginIsAllowed(String header, int status) throws IOException {
        try (RawHttp http = new RawHttp(server.crossOriginAddress())) {
            http.get(QUESTION, CHROMIUM, header);
            assertThat(http.status()).isEqualTo(status);
            assertThat(http.body().contains("secret")).isEqualTo(status == 200);
        }
    }

    /** What fetch gets from there, it gets without any permission for its page to see it. */
    @Test
    void theSecondOriginDoesNotLetPagesOfTheFirstReadByFetch() throws IOException {
        String origin = "http://localhost:" + server.httpAddress().getPort();
        try (RawHttp http = new RawHttp(server.crossOriginAddress())) {
            http.get(QUESTION, CHROMIUM, "Origin: " + origin, "Sec-Fetch-Site: same-site");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("access-control-allow-origin")).isEmpty();
            http.body();
            http.get("/topics/news/short-polling", CHROMIUM, "Origin: " + origin, "Sec-Fetch-Site: same-site");
            assertThat(http.status()).isEqualTo(403);
        }
    }

    @Test
    void onlyPagesThatNeedItMayLoadScriptsFromTheSecondOrigin() throws IOException {
        String second = "http://localhost:" + server.crossOriginAddress().getPort();
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            for (String page :
                    new String[] {"/", "/techniques/websocket/", "/techniques/short-polling/", "/techniques/binary/"}) {
                http.get(page);
                assertThat(http.status()).isEqualTo(200);
                assertThat(http.header("content-security-policy"))
                        .contains("script-src 'self';")
                        .doesNotContain(second);
                http.body();
            }
            // It tries to read from there, which is for that origin to allow.
            http.get("/techniques/sse/");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("content-security-policy"))
                    .contains("script-src 'self';")
                    .endsWith(" " + second);
            http.body();
            for (String page : new String[] {"jsonp-polling", "script-long-polling"}) {
                http.get("/techniques/" + page + "/");
                assertThat(http.status()).isEqualTo(200);
                assertThat(http.header("content-security-policy"))
                        .contains("script-src 'self' " + second + ";")
                        .contains("default-src 'none';")
                        .doesNotContain("unsafe", "*");
                http.body();
            }
        }
    }

    /** A script shows no token: the session of a page of the first port counts for its scripts from the second. */
    @Test
    void whereReadingNeedsATokenTheSessionOfTheOtherPortCounts() throws IOException {
        server.close();
        start(ServerOptions.defaults()
                .withReadersNeedToken(true)
                .withOrigins(Set.of("http://friend.example"))
                .withHttps(HttpsOptions.selfMade(0)));
        int first = server.httpAddress().getPort();
        String page = "Referer: http://localhost:" + first + "/";
        String cookie;
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.say("POST /session HTTP/1.1\r\nHost: localhost:" + first + "\r\nAuthorization: Bearer "
                    + server.token().reveal() + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(http.status()).isEqualTo(204);
            cookie = "Cookie: " + http.header("set-cookie").split(";")[0];
        }
        try (RawHttp http = new RawHttp(server.crossOriginAddress())) {
            http.get(QUESTION, CHROMIUM, page, cookie);
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.body()).contains("secret");
            http.get(QUESTION, CHROMIUM, page);
            assertThat(http.status()).isEqualTo(401);
            http.body();
            // The origin that is allowed to read has no session here, and nobody else has.
            http.get(QUESTION, CHROMIUM, "Referer: http://friend.example/", cookie);
            assertThat(http.status()).isEqualTo(401);
            http.body();
            http.get(QUESTION, CHROMIUM, "Sec-Fetch-Site: cross-site", cookie);
            assertThat(http.status()).isEqualTo(401);
            http.body();
            // It reads scripts, and does nothing else.
            http.get("/topics/news/short-polling", CHROMIUM, "Origin: http://localhost:" + first, cookie);
            assertThat(http.status()).isEqualTo(401);
        }
        assertThat(server.crossOriginHttpsAddress()).isNotEqualTo(server.httpsAddress());
    }
}
