package dev.pushlab.server.technique;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every room has to do that sends a document of scripts: over real sockets, as {@code curl -N} would do it. */
@Timeout(60)
public abstract class ScriptedRoomScenarios {
    private static final Topic TOPIC = new Topic("news");
    private static final JsonMapper JSON = new JsonMapper();

    private final String technique;
    protected PushlabServer server;

    protected ScriptedRoomScenarios(String technique) {
        this.technique = technique;
    }

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

    @ParameterizedTest
    @CsvSource({"events=0", "events=100001", "kilobytes=x", "seconds=-1", "seconds=3601"})
    void refusesBoundsThatAreNone(String parameter) throws IOException {
        try (RawHttp client = ask("?" + parameter)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body())
                    .contains("\"reason\":\"invalid-parameter\"", parameter.split("=")[0]);
        }
    }

    /** What has to be there of the head of an answer, whose policy is returned. */
    protected static String policyOf(RawHttp client) throws IOException {
        assertThat(client.status()).isEqualTo(200);
        // Without the charset a WebView shows nothing of the first 1,024 bytes.
        assertThat(client.header("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(client.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(client.header("cache-control")).isEqualTo("no-store");
        return client.header("content-security-policy");
    }

    protected static String nonceOf(String policy) {
        return policy.substring(policy.indexOf("nonce-") + 6, policy.indexOf("';", 22));
    }

    protected final RawHttp ask(String query) throws IOException {
        return new RawHttp(server.httpAddress()).get("/topics/news/" + technique + query);
    }

    /** What the next script calls with. */
    protected static JsonNode message(RawHttp client) throws IOException {
        String script = client.until(");</script>\n");
        return JSON.readTree(script.substring(script.indexOf("({") + 1, script.lastIndexOf(");")));
    }

    protected final EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }
}
