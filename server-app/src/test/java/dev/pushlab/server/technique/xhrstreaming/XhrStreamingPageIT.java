package dev.pushlab.server.technique.xhrstreaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class XhrStreamingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    XhrStreamingPageIT() {
        super("xhr-streaming");
    }

    @Test
    void receivesEverythingOverOneRequest() {
        open("");
        publish(1, 100);
        awaitEvents(100);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.text("#figure-connections")).isEqualTo("1");
        assertThat(browser.text(".events footer")).matches("holds \\d.* kB of this answer .* · asked anew 0 ×");
    }

    /** What has come stays in memory until the request is dropped: the page drops it, and nothing is lost by that. */
    @Test
    void asksAnewWhenTheAnswerHasGrownTooLong() {
        open("");
        browser.script("const bound = document.getElementById('bound'); bound.value = 0;"
                + "bound.dispatchEvent(new Event('input'));");
        assertThat(browser.text("#bound-shown")).isEqualTo("16.0 kB");
        String kilobyte = "x".repeat(1000);
        for (int i = 1; i <= 100; i++) {
            server.publish(topic, "tick", kilobyte);
            // As they come when they do not come all at once.
            if (i % 10 == 0) {
                awaitEvents(i);
            }
        }

        await().atMost(PATIENCE).until(() -> browser.text("#figure-requests").matches("[4-9]"));
        assertThat(browser.text(".events footer")).matches(".*asked anew [3-8] ×");
        assertThat(offsets()).isEqualTo(newestFirst(1, 100));
        assertCounts(100);
    }

    /** One that is longer than what an answer may have comes whole, and is not asked for again and again. */
    @Test
    void takesAnEventThatIsLongerThanTheBound() {
        open("");
        browser.script("document.getElementById('bound').value = 0;");
        server.publish(topic, "tick", "股".repeat(100_000));
        publish(2, 3);
        awaitEvents(3);

        assertThat(browser.texts("tbody td.data").get(2)).startsWith("股股股").endsWith("300 kB");
        assertCounts(3);
    }
}
