package dev.pushlab.server.technique.jsonppolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonpPollingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    JsonpPollingPageIT() {
        super("jsonp-polling");
    }

    /** The same address: a script from there runs, what fetch gets from there is kept from the page. */
    @Test
    void scriptsCrossOriginsAndFetchDoesNot() {
        open("");
        publish(1, 3);
        awaitEvents(3);
        browser.click("#try-fetch");
        String other =
                "http://127.0.0.1:" + server.server().crossOriginAddress().getPort();
        await().atMost(PATIENCE)
                .until(() -> browser.text("#outcome").startsWith("fetch from " + other + ": “TypeError: "));
        publish(4, 5);
        awaitEvents(5);

        assertThat(browser.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("CORS policy") || complaint.contains("net::ERR_FAILED"));
    }

    @Test
    void aRefusedScriptTellsThePageNothing() {
        open("");
        browser.click("#try-refused");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#outcome").startsWith("All that the page learns: an event “error, –”"));
        assertThat(browser.text("#outcome")).contains("400 Invalid parameter. The parameter \"callback\" must be");
        browser.script("window.pushlab.setLanguage('zh-CN')");
        await().atMost(PATIENCE).until(() -> browser.text("#outcome").startsWith("页面所知道的一切"));
        assertThat(browser.complaints()).isNotEmpty().allMatch(complaint -> complaint.contains("400"));
    }

    /** What was asked cannot be taken back: it is answered when the page has long asked again, and heard by nobody. */
    @Test
    void givesUpWithoutAbortAndCleansUpBehindItself() {
        open("");
        browser.script("const slider = document.getElementById('patience'); slider.value = 0;"
                + "slider.dispatchEvent(new Event('input'));");
        assertThat(browser.text("#patience-shown")).isEqualTo("200 ms");
        delay(600);
        await().atMost(PATIENCE).until(() -> browser.text(".events footer").matches(".*[1-9]\\d* given up, [1-9].*"));
        delay(0);
        publish(1, 5);
        awaitEvents(5);
        assertCounts(5);

        browser.click("#toggle");
        awaitState("stopped");
        await().atMost(PATIENCE)
                .until(() -> browser.script("return Object.keys(window.jsonp).length"
                                + " + document.querySelectorAll('script[src*=callback]').length")
                        .equals(0L));
    }

    private void delay(int millis) {
        browser.command("Network.enable", Map.of());
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", millis, "downloadThroughput", -1, "uploadThroughput", -1));
    }
}
