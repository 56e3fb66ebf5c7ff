package dev.pushlab.server.technique.shortpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** Answers of a server that is slow at random come in another order than they were asked for; no event is shown twice. */
    @Test
    void countsAnswersThatOvertakeOthers() {
        open("");
        browser.script("document.getElementById('timer-interval').click();"
                + "const slow = document.getElementById('delay'); slow.value = 'random';"
                + "slow.dispatchEvent(new Event('change'));");
        chooseInterval(0);
        publish(1, 20);
        awaitEvents(20);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text(".events footer").matches(".*overlapped [1-9].*overtaken [1-9]\\d* ×.*"));

        assertThat(offsets()).isEqualTo(newestFirst(1, 20));
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
    }

    /** What falls due while a script runs does not pile up. */
    @Test
    void aFrozenPageMissesBeatsAndLosesNothing() {
        open("");
        browser.script("document.getElementById('timer-interval').click()");
        chooseInterval(0);
        publish(1, 1);
        awaitEvents(1);
        browser.click("#freeze");
        publish(2, 9);
        awaitEvents(9);

        // How many fell due depends on how long the machine really took; that they do not all come is the point.
        Pattern told = Pattern.compile("frozen for [\\d.]+ s: (\\d+) beats fell due, (\\d+) came at its end");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> told.matcher(browser.text(".events footer")).find());
        Matcher beats = told.matcher(browser.text(".events footer"));
        assertThat(beats.find()).isTrue();
        assertThat(Integer.parseInt(beats.group(2))).isLessThan(Integer.parseInt(beats.group(1)) / 2);
        // An answer that was there before may bring them as well as one that was asked for meanwhile.
        assertThat(offsets()).isEqualTo(newestFirst(1, 9));
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
    }

    /** A point of the curve for each interval at which something was measured. */
    @Test
    void drawsLatencyAgainstLoadAsTheIntervalMoves() {
        open("");
        int published = 0;
        for (int step : new int[] {0, 3}) {
            chooseInterval(step);
            int rows = browser.texts(".tradeoff tbody tr").size();
            while (browser.texts(".tradeoff tbody tr").size() == rows) {
                published++;
                publish(published, published);
                awaitEvents(published);
            }
        }

        assertThat(browser.texts(".tradeoff tbody th")).containsExactly("100 ms", "300 ms");
        assertThat(browser.texts(".tradeoff tbody tr.current th")).containsExactly("300 ms");
        assertThat(browser.texts(".tradeoff tbody td")).hasSize(4).allMatch(text -> text.matches("[\\d.]+( m?s)?"));
        assertThat(browser.script("return document.querySelectorAll('.tradeoff circle').length"))
                .isEqualTo(2L);
        browser.click("#sweep");
        assertThat(browser.find("#sweep").getAttribute("aria-pressed")).isEqualTo("true");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text("#interval-shown").equals("150 ms"));
        browser.click("#sweep");
        assertThat(browser.text("#sweep")).isEqualTo("Measure all intervals");
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
