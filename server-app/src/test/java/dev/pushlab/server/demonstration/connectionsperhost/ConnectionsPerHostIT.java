package dev.pushlab.server.demonstration.connectionsperhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets: what another name of this machine may do, and what is listed. */
@Timeout(60)
class ConnectionsPerHostIT {
    private static final String PATH = "/demonstrations/connections-per-host";

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPageUnderTheOtherNameOfThisMachineMayReadTheAnswer() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            ask(http, PATH + "/ask", "localhost:" + port(), "http://127.0.0.1:" + port());
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("access-control-allow-origin")).isEqualTo("http://127.0.0.1:" + port());
            assertThat(http.header("vary")).isEqualToIgnoringCase("origin");
            assertThat(http.body()).startsWith("{\"held\":0,");
            // Another program of this machine is not this server.
            ask(http, PATH + "/ask", "localhost:" + port(), "http://127.0.0.1:" + (port() - 1));
            assertThat(http.status()).isEqualTo(403);
            assertThat(http.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void thePageMayTalkToBothNamesAndToNobodyElse() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            ask(http, PATH + "/", "127.0.0.1:" + port(), "");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("content-security-policy"))
                    .endsWith("connect-src 'self' ws://127.0.0.1:" + port() + " http://localhost:" + port());
            http.body();
            ask(http, "/techniques/websocket/", "127.0.0.1:" + port(), "");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.header("content-security-policy")).endsWith("connect-src 'self' ws://127.0.0.1:" + port());
        }
    }

    @Test
    void isListedAndFound() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.get("/demonstrations");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.body())
                    .startsWith("[{\"id\":\"connections-per-host\",\"family\":\"demonstration\",\"kind\":\"web\","
                            + "\"page\":\"/demonstrations/connections-per-host/\"");
            http.get("/?lang=en");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.body())
                    .contains("<h2>Demonstrations</h2>", "<a href=\"/demonstrations/connections-per-host/?lang=en\">");
            http.get("/techniques");
            assertThat(http.status()).isEqualTo(200);
            assertThat(http.body()).doesNotContain("connections-per-host");
            http.get(PATH + "?lang=en");
            assertThat(http.status()).isEqualTo(301);
            assertThat(http.header("location")).isEqualTo(PATH + "/?lang=en");
            http.body();
            http.get("/demonstrations/none/");
            assertThat(http.status()).isEqualTo(404);
        }
    }

    private void ask(RawHttp http, String path, String host, String origin) throws IOException {
        String from = origin.isEmpty() ? "" : "Origin: " + origin + "\r\n";
        http.say("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + from + "\r\n");
    }

    private int port() {
        return server.httpAddress().getPort();
    }
}
