package dev.pushlab.server.technique.endlesspage;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over real sockets, as {@code curl -N} would do it. */
@Timeout(60)
class EndlessPageRoomIT {
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
        try (RawHttp client = ask("?after=earliest")) {
            assertThat(client.status()).isEqualTo(200);
            // Without the charset a WebView shows nothing of the first 1,024 bytes.
            assertThat(client.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(client.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(client.header("cache-control")).isEqualTo("no-store");
            String policy = client.header("content-security-policy");
            assertThat(policy)
                    .matches("default-src 'none'; script-src 'nonce-[A-Za-z0-9_-]{22}'; style-src 'self'; "
                            + "img-src 'self'; connect-src 'self'; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'self'");
            String nonce = policy.substring(policy.indexOf("nonce-") + 6, policy.indexOf("';", 22));
            assertThat(client.until("</head>"))
                    .startsWith("<!doctype html>")
                    .contains("document.js\" nonce=\"" + nonce + "\"></script>");
            assertThat(client.until("({\"subscribed\""))
                    .endsWith("<script nonce=\"" + nonce + "\">push({\"subscribed\"");
            client.until("</script>\n");
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

    @Test
    void speaksTheLanguageThatIsAskedFor() throws IOException {
        try (RawHttp client = ask("?lang=zh-CN&theme=light")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.until("</header>"))
                    .startsWith("<!doctype html>\n<html lang=\"zh-CN\" data-theme=\"light\">")
                    .contains("本页面还在加载");
        }
    }

    /** What its markup asks for is there. */
    @Test
    void findsItsScriptAndItsStyles() throws IOException {
        try (RawHttp client = ask("")) {
            assertThat(client.status()).isEqualTo(200);
            String beginning = client.until("</head>");
            for (String file :
                    List.of("/techniques/endless-page/source/document.js", "/web/base.css", "/web/endless.css")) {
                assertThat(beginning).contains('"' + file + '"');
                try (RawHttp other = new RawHttp(server.httpAddress())) {
                    other.get(file);
                    assertThat(other.status()).as(file).isEqualTo(200);
                }
            }
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

    private RawHttp ask(String query) throws IOException {
        return new RawHttp(server.httpAddress()).get("/topics/news/endless-page" + query);
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
