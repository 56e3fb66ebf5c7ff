package dev.pushlab.server.technique.htmlfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.technique.ScriptedRoomScenarios;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlfileRoomIT extends ScriptedRoomScenarios {
    HtmlfileRoomIT() {
        super("htmlfile");
    }

    @Test
    void streamsWhatInternetExplorerWouldHaveRun() throws IOException {
        publish("</script><script>alert(1)</script>");
        try (RawHttp client = ask("?after=earliest")) {
            assertThat(policyOf(client))
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
    void callsTheFunctionThatIsAskedForWithoutPadding() throws IOException {
        try (RawHttp client = ask("?padding=0&callback=a.b")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.until("\n")).isEqualTo("<!doctype html><html><body>\n");
            assertThat(client.until("(")).endsWith(">parent.a.b(");
            assertThat(client.until("</script>\n")).startsWith("{\"subscribed\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"padding=-1", "padding=4097", "padding=x", "callback=alert(1)", "callback="})
    void refusesWrongParameters(String parameter) throws IOException {
        try (RawHttp client = ask("?" + parameter)) {
            assertThat(client.status()).isEqualTo(400);
            assertThat(client.body())
                    .contains("\"reason\":\"invalid-parameter\"", parameter.split("=")[0]);
        }
    }
}
