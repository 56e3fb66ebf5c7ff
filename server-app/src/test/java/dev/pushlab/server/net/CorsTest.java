package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told before and after requests that pages of other origins make. */
class CorsTest {
    private static final String LISTED = "https://friend.example";
    private static final String STRANGER = "https://evil.example";

    private EmbeddedChannel channel = open(Set.of(LISTED));

    private static EmbeddedChannel open(Set<String> origins) {
        HttpRoutes.Builder routes = new HttpRoutes.Builder()
                .page("/page", exchange -> exchange.respondJson(HttpResponseStatus.OK, "{}"))
                .put("/topics/{topic}", exchange -> {
                    exchange.requireAdmin();
                    exchange.respondEmpty();
                })
                .delete("/topics/{topic}", HttpExchange::respondEmpty)
                .post("/events", HttpExchange::respondEmpty);
        return new EmbeddedChannel(new HttpInitializer(
                new ConnectionRegistry(ConnectionLimits.of(1, 1)),
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.of("correct-horse")), true, origins, Set.of()),
                routes.build()));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aPreflightOfAListedOriginIsToldWhatThereIs() {
        String answer = preflight("/topics/news", LISTED, "PUT");
        assertThat(answer)
                .startsWith("http/1.1 204 ")
                .contains(
                        "\r\naccess-control-allow-origin: " + LISTED + "\r\n",
                        "\r\naccess-control-allow-methods: delete, put\r\n",
                        "\r\naccess-control-allow-headers: authorization, content-type, event-type, idempotency-key, "
                                + "if-none-match, last-event-id\r\n",
                        "\r\naccess-control-max-age: 600\r\n",
                        "\r\nvary: origin\r\n")
                .doesNotContain("credentials", "content-length", "expose", "*");
        assertThat(preflight("/page", LISTED, "DELETE")).contains("access-control-allow-methods: get, head\r\n");
        assertThat(preflight("/page", "HTTPS://Friend.Example", "GET")).startsWith("http/1.1 204 ");
    }

    /** A preflight brings no token, and needs none. */
    @Test
    void aPreflightNeedsNoRights() {
        assertThat(preflight("/topics/news", LISTED, "PUT")).startsWith("http/1.1 204 ");
        assertThat(send("PUT /topics/news", "Origin: " + LISTED)).startsWith("http/1.1 401 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {STRANGER, "null", "http://friend.example", "https://friend.example:8443"})
    void aPreflightOfAStrangerIsRefusedInWordsAndWithoutPermissions(String origin) {
        String answer = preflight("/topics/news", origin, "PUT");
        assertThat(answer)
                .startsWith("http/1.1 403 ")
                .contains("\"reason\":\"forbidden-origin\"", "\r\nvary: origin\r\n")
                .doesNotContain("access-control");
        // The connection goes on.
        assertThat(preflight("/topics/news", LISTED, "PUT")).startsWith("http/1.1 204 ");
    }

    @Test
    void aPreflightForNothingSaysSo() {
        assertThat(preflight("/nothing", LISTED, "GET")).startsWith("http/1.1 404 ");
    }

    @Test
    void otherRequestsForOptionsAreNoPreflights() {
        assertThat(send("OPTIONS /page", "Origin: " + LISTED)).startsWith("http/1.1 405 ");
        assertThat(send("OPTIONS /page", "Access-Control-Request-Method: GET")).startsWith("http/1.1 405 ");
        assertThat(preflight("/page", "http://localhost", "GET")).startsWith("http/1.1 405 ");
    }

    @Test
    void aListedOriginMayReadAnswersAndOurHeaders() {
        assertThat(send("GET /page", "Origin: " + LISTED))
                .startsWith("http/1.1 200 ")
                .contains(
                        "\r\naccess-control-allow-origin: " + LISTED + "\r\n",
                        "\r\naccess-control-expose-headers: etag, pushlab-recovered\r\n",
                        "\r\nvary: origin\r\n")
                .doesNotContain("credentials");
    }

    /** Also what was refused before anybody read the body. */
    @Test
    void aListedOriginMayReadRefusals() {
        assertThat(send("POST /events", "Origin: " + LISTED + "\r\nContent-Length: 1"))
                .startsWith("http/1.1 401 ")
                .contains("access-control-allow-origin: " + LISTED);
    }

    @Test
    void strangersAndPagesOfOurOwnGetNoPermissions() {
        for (String origin : new String[] {"Origin: " + STRANGER, "Origin: http://localhost", "X: y"}) {
            assertThat(send("GET /page", origin))
                    .startsWith("http/1.1 200 ")
                    .contains("\r\nvary: origin\r\n")
                    .doesNotContain("access-control");
        }
    }

    @Test
    void whereNoOriginIsListedAnswersDoNotVary() {
        channel.finishAndReleaseAll();
        channel = open(Set.of());
        assertThat(send("GET /page", "Origin: " + STRANGER)).doesNotContain("vary", "access-control");
        assertThat(preflight("/page", STRANGER, "GET")).startsWith("http/1.1 403 ");
    }

    private String preflight(String path, String origin, String method) {
        return send(
                "OPTIONS " + path,
                "Origin: " + origin + "\r\nAccess-Control-Request-Method: " + method
                        + "\r\nAccess-Control-Request-Headers: authorization");
    }

    /** The answer in lower case. */
    private String send(String line, String headers) {
        channel.writeInbound(Unpooled.copiedBuffer(
                line + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n", StandardCharsets.US_ASCII));
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }
}
