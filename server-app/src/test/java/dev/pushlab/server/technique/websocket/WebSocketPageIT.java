package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebSocketPageIT extends PageScenarios {
    WebSocketPageIT() {
        super("websocket");
    }

    @Test
    void receivesEverythingOverOneConnection() {
        open("");
        publish(1, 100);
        awaitEvents(100);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.text("#figure-connections")).isEqualTo("1");
        assertThat(browser.text(".events footer")).isEqualTo("WebSocket of the browser · subprotocol pushlab.v1");
    }

    @Test
    void showsBareMessagesWithoutWhatOnlyAnEnvelopeCanSay() {
        open("");
        browser.script("document.getElementById('envelope-none').click()");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#figure-connections").equals("2"));
        browser.enter("#publish-data", "bare text");
        browser.click("#publish");
        awaitEvents(1);
        browser.script("document.getElementById('publish-binary').click()");
        browser.enter("#publish-data", "00ff");
        browser.click("#publish");
        awaitEvents(2);

        assertThat(browser.texts("tbody td.data")).containsExactly("00 ff · 2 B", "bare text");
        assertThat(browser.texts("tbody td.id")).containsOnly("–");
        assertThat(browser.texts("tbody td.latency")).containsOnly("–");
    }
}
