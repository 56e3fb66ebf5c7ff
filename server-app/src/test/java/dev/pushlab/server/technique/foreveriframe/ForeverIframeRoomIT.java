package dev.pushlab.server.technique.foreveriframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, as {@code curl -N} would do it. */
@Timeout(60)
class ForeverIframeRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final JsonMapper JSON = new JsonMapper();

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
    void streamsADocumentOfScripts() throws IOException {
        EventId first = publish("</script><script>alert(1)</script>");
        try (RawHttp client = ask("?after=earliest&callback=lab.take")) {
            assertThat(client.status()).isEqualTo(200);
            // Without the charset a WebView shows nothing of the first 1,024 bytes.
            assertThat(client.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(client.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(client.header("cache-control")).isEqualTo("no-store");
            String policy = client.header("content-security-policy");
            assertThat(policy)
                    .matches("default-src 'none'; script-src 'nonce-[A-Za-z0-9_-]{22}'; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'self'");
            String nonce = policy.substring(policy.indexOf("nonce-") + 6, policy.indexOf("';", 22));
            assertThat(client.until("<body>\n")).startsWith("<!doctype html>");
            String script = client.until("</script>\n");
            assertThat(script).startsWith("<script nonce=\"" + nonce + "\">parent.lab.take({\"subscribed\"");
            assertThat(message(client).at("/data").asText()).isEqualTo("</script><script>alert(1)</script>");

            EventId second = publish("two");

            assertThat(second).isEqualTo(new EventId(first.epoch(), 2));
            assertThat(message(client).at("/id").asText()).isEqualTo(second.toString());
        }
    }

    @Test
    void goesOnAfterADocumentThatWasEnded() throws IOException {
        EventId first = publish("1");
        publish("2");
        String last;
        try (RawHttp client = ask("?after=" + first.epoch() + ":0&events=2")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(message(client).has("subscribed")).isTrue();
            assertThat(message(client).at("/data").asText()).isEqualTo("1");
            assertThat(message(client).at("/data").asText()).isEqualTo("2");
            JsonNode ended = message(client).at("/ended");
            assertThat(ended.at("/reason").asText()).isEqualTo("bound");
            last = ended.at("/last").asText();
            assertThat(client.rest()).isEqualTo("</body></html>\n");
        }
        EventId third = publish("3");
        try (RawHttp client = ask("?after=" + last)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("pushlab-recovered")).isEqualTo("true");
            assertThat(message(client).at("/subscribed/start").asText()).isEqualTo(last);
            assertThat(message(client).at("/id").asText()).isEqualTo(third.toString());
        }
    }

    @Test
    void tellsOfLostHistory() throws IOException {
        EventId kept = publish("x");
        try (RawHttp client = ask("?after=1:5")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(message(client).at("/subscribed/recovered").asBoolean(true))
                    .isFalse();
            assertThat(message(client).at("/gap/requested").asText()).isEqualTo("1:5");
            assertThat(message(client).at("/id").asText()).isEqualTo(kept.toString());
        }
    }

    /** The answer that is held is freed by a request over another connection, while nothing else happens. */
    @Test
    void isEndedOverASecondConnection() throws IOException {
        EventId first = publish("x");
        try (RawHttp data = ask("?after=earliest");
                RawHttp control = new RawHttp(server.httpAddress())) {
            assertThat(data.status()).isEqualTo(200);
            String stream = message(data).at("/subscribed/stream").asText();
            assertThat(stream).matches("[A-Za-z0-9_-]{22}");
            assertThat(message(data).at("/id").asText()).isEqualTo(first.toString());

            assertThat(delete(control, "news", "forever-iframe", stream).status())
                    .isEqualTo(204);

            JsonNode ended = message(data).at("/ended");
            assertThat(ended.at("/reason").asText()).isEqualTo("closed");
            assertThat(ended.at("/last").asText()).isEqualTo(first.toString());
            assertThat(data.rest()).isEqualTo("</body></html>\n");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.hub().topics().get(0).subscribers() == 0);
            // It is known no longer.
            assertThat(delete(control, "news", "forever-iframe", stream).status())
                    .isEqualTo(404);
            assertThat(control.body()).contains("\"reason\":\"unknown-stream\"");
        }
    }

    @Test
    void isEndedOnlyByWhoOpenedItAndUnderItsOwnName() throws IOException {
        try (RawHttp data = ask("");
                RawHttp control = new RawHttp(server.httpAddress())) {
            assertThat(data.status()).isEqualTo(200);
            String stream = message(data).at("/subscribed/stream").asText();

            assertUnknown(delete(control, "news", "forever-iframe", "A".repeat(22)));
            assertUnknown(delete(control, "other", "forever-iframe", stream));
            assertUnknown(delete(
                    control,
                    "news",
                    "forever-iframe",
                    stream,
                    "Authorization: Bearer " + server.token().reveal()));
            assertThat(delete(control, "news", "sse", stream).status()).isEqualTo(404);
            control.body();
            assertThat(delete(control, "news", "forever-iframe", stream, "Origin: http://elsewhere.example")
                            .status())
                    .isEqualTo(403);
            control.body();

            // All this has changed nothing.
            EventId id = publish("x");
            assertThat(message(data).at("/id").asText()).isEqualTo(id.toString());
            assertThat(delete(control, "news", "forever-iframe", stream).status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alert(1)//", "a.b.", "a-b", "eval", "%3Cscript%3E", "a%0D%0Ab", ""})
    void refusesCallbacksThatAreNoNames(String callback) throws IOException {
        try (RawHttp client = ask("?callback=" + callback)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.header("content-type")).isEqualTo("application/problem+json");
            assertThat(client.body()).contains("\"reason\":\"invalid-parameter\"", "callback");
        }
    }

    @ParameterizedTest
    @CsvSource({"events=0", "events=100001", "kilobytes=x", "seconds=-1", "seconds=3601"})
    void refusesBoundsThatAreNone(String parameter) throws IOException {
        try (RawHttp client = ask("?" + parameter)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body())
                    .contains("\"reason\":\"invalid-parameter\"", parameter.split("=")[0]);
        }
    }

    private static void assertUnknown(RawHttp answered) throws IOException {
        assertThat(answered.status()).isEqualTo(404);
        assertThat(answered.body()).contains("\"reason\":\"unknown-stream\"");
    }

    private RawHttp ask(String query) throws IOException {
        return new RawHttp(server.httpAddress()).get("/topics/news/forever-iframe" + query);
    }

    private static RawHttp delete(RawHttp client, String topic, String technique, String stream, String... headers)
            throws IOException {
        StringBuilder request = new StringBuilder("DELETE /topics/" + topic + "/" + technique + "/streams/" + stream
                + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return client.say(request + "\r\n");
    }

    /** What the next script calls with. */
    private static JsonNode message(RawHttp client) throws IOException {
        String script = client.until(");</script>\n");
        return JSON.readTree(script.substring(script.indexOf("({") + 1, script.lastIndexOf(");")));
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }
}
