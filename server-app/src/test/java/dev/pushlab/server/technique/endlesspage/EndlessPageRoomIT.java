package dev.pushlab.server.technique.endlesspage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.technique.ScriptedRoomScenarios;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndlessPageRoomIT extends ScriptedRoomScenarios {
    EndlessPageRoomIT() {
        super("endless-page");
    }

    @Test
    void streamsADocumentOfScripts() throws IOException {
        EventId first = publish("</script><script>alert(1)</script>");
        try (RawHttp client = ask("?after=earliest")) {
            String policy = policyOf(client);
            assertThat(policy)
                    .matches("default-src 'none'; script-src 'nonce-[A-Za-z0-9_-]{22}'; style-src 'self'; "
                            + "img-src 'self'; connect-src 'self'; base-uri 'none'; "
                            + "form-action 'none'; frame-ancestors 'self'");
            String nonce = nonceOf(policy);
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
}
