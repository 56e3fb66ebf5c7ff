package dev.pushlab.server.technique.shortpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortPollingPageIT extends PageScenarios {
    ShortPollingPageIT() {
        super("short-polling");
    }

    @Test
    void countsRequestsAndEmptyAnswers() {
        open("");
        chooseInterval(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> figure("#figure-requests") >= 10);

        int requests = figure("#figure-requests");
        assertThat(browser.text("#figure-requests + .note")).matches("\\d+ empty · 100 %");
        assertThat(requests).isGreaterThanOrEqualTo(10);
        publish(1, 3);
        awaitEvents(3);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#figure-requests + .note").matches("\\d+ empty · \\d\\d %"));
    }

    /** One request after the other by setTimeout, several at a time by setInterval when answers are slow; no event twice. */
    @Test
    void overlapsOnlyBySetInterval() {
        open("");
        browser.command("Network.enable", Map.of());
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 450, "downloadThroughput", -1, "uploadThroughput", -1));
        chooseInterval(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> figure("#figure-requests") >= 4);
        assertThat(browser.text(".events footer")).contains("overlapped 0 ×");

        browser.script("document.getElementById('timer-interval').click()");
        publish(1, 20);
        awaitEvents(20);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text(".events footer").matches(".*overlapped [1-9].*at most [2-8] at a time.*"));
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));

        assertThat(offsets()).isEqualTo(newestFirst(1, 20));
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
    }

    private void chooseInterval(int step) {
        browser.script(
                "const slider = document.getElementById('interval'); slider.value = arguments[0];"
                        + "slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change'));",
                step);
    }

    private int figure(String selector) {
        return Integer.parseInt(browser.text(selector).replace(",", ""));
    }
}
