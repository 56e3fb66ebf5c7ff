package dev.pushlab.server.technique.foreveriframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.technique.ScriptedRoomScenarios;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeverIframeRoomIT extends ScriptedRoomScenarios {
    ForeverIframeRoomIT() {
        super("forever-iframe");
    }

    @Test
    void streamsADocumentOfScripts() throws IOException {
        EventId first = publish("</script><script>alert(1)</script>");
        try (RawHttp client = ask("?after=earliest&callback=lab.take")) {
            String policy = policyOf(client);
            assertThat(policy)
                    .matches("default-src 'none'; script-src 'nonce-[A-Za-z0-9_-]{22}'; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'self'");
            String nonce = nonceOf(policy);
            assertThat(client.until("<body>\n")).startsWith("<!doctype html>");
            String script = client.until("</script>\n");
            assertThat(script).startsWith("<script nonce=\"" + nonce + "\">parent.lab.take({\"subscribed\"");
            assertThat(message(client).at("/data").asText()).isEqualTo("</script><script>alert(1)</script>");

            EventId second = publish("two");

            assertThat(second).isEqualTo(new EventId(first.epoch(), 2));
            assertThat(message(client).at("/id").asText()).isEqualTo(second.toString());
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

    private static void assertUnknown(RawHttp answered) throws IOException {
        assertThat(answered.status()).isEqualTo(404);
        assertThat(answered.body()).contains("\"reason\":\"unknown-stream\"");
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
}
