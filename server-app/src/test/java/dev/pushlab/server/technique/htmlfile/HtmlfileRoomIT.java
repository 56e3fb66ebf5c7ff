package dev.pushlab.server.technique.htmlfile;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, as {@code curl -N} would do it. */
@Timeout(60)
class HtmlfileRoomIT {
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
    void streamsWhatInternetExplorerWouldHaveRun() throws IOException {
        publish("</script><script>alert(1)</script>");
        try (RawHttp client = ask("?after=earliest")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(client.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(client.header("content-security-policy"))
                    .matches("default-src 'none'; script-src 'nonce-[A-Za-z0-9_-]{22}'; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'self'");
            assertThat(client.until("\n")).isEqualTo("<!doctype html><html><body>" + " ".repeat(256) + "\n");
            String first = client.until("</script>\n");
            assertThat(first).contains(">parent.callback({\"subscribed\"");
            assertThat(message(client).at("/data").asText()).isEqualTo("</script><script>alert(1)</script>");

            EventId second = publish("two");
            assertThat(message(client).at("/id").asText()).isEqualTo(second.toString());
        }
        await().until(() -> server.hub().topics().get(0).subscribers() == 0);
    }

    @Test
    void goesOnAfterADocumentThatWasEnded() throws IOException {
        EventId first = publish("1");
        String last;
        try (RawHttp client = ask("?after=" + first.epoch() + ":0&events=1&padding=0&callback=a.b")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.until("\n")).isEqualTo("<!doctype html><html><body>\n");
            assertThat(client.until("(")).endsWith(">parent.a.b(");
            assertThat(client.until("</script>\n")).startsWith("{\"subscribed\"");
            assertThat(message(client).at("/data").asText()).isEqualTo("1");
            last = message(client).at("/ended/last").asText();
            assertThat(client.rest()).isEqualTo("</body></html>\n");
        }
        EventId second = publish("2");
        try (RawHttp client = ask("?after=" + last)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(message(client).at("/subscribed/start").asText()).isEqualTo(last);
            assertThat(message(client).at("/id").asText()).isEqualTo(second.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "padding=-1",
                "padding=4097",
                "padding=x",
                "callback=alert(1)",
                "callback=",
                "events=0",
                "seconds=3601"
            })
    void refusesWrongParameters(String parameter) throws IOException {
        try (RawHttp client = ask("?" + parameter)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body())
                    .contains("\"reason\":\"invalid-parameter\"", parameter.split("=")[0]);
        }
    }

    private RawHttp ask(String query) throws IOException {
        return new RawHttp(server.httpAddress()).get("/topics/news/htmlfile" + query);
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
