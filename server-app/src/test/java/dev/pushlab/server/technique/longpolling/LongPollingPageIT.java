package dev.pushlab.server.technique.longpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LongPollingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    LongPollingPageIT() {
        super("long-polling");
    }

    /** One question that says where the topic stands, one that is held, and one more for each answer. */
    @Test
    void asksOnceForEachAnswerOverOneConnection() {
        open("");
        for (int i = 1; i <= 5; i++) {
            publish(i, i);
            awaitEvents(i);
        }
        await().atMost(PATIENCE).until(() -> figure("#figure-requests") == 7);
        assertThat(browser.text("#figure-requests + .note")).isEqualTo("1 empty · 17 %");
        assertThat(browser.text(".events footer")).contains("events per answer 1");
        await().atMost(PATIENCE).until(() -> figure("#figure-connections") <= 1);
    }

    @Test
    void isAnsweredWithNothingWhenTheWaitIsOver() {
        open("");
        choose("wait", 0);
        // The question that is held was asked before.
        publish(1, 1);
        await().atMost(PATIENCE)
                .until(() -> browser.text(".events footer").matches(".*last answers: 204 1⁺? 204( 204)+.*"));
        assertThat(browser.text(".events footer")).matches(".*held .* on average \\(max .*\\).*");
        assertCounts(1);
    }

    /** What happens while no question is at the server waits for the next one, and comes with it. */
    @Test
    void severalEventsComeInOneAnswerWhenItPauses() {
        open("");
        choose("pause-length", 5);
        publish(1, 1);
        awaitEvents(1);
        publish(2, 6);
        awaitEvents(6);

        await().atMost(PATIENCE).until(() -> browser.text(".events footer").endsWith("204 1 5⁺"));
        assertThat(browser.text(".events footer"))
                .contains("events per answer 3")
                .contains("5 had to wait (⁺)");
        assertThat(offsets()).isEqualTo(newestFirst(1, 6));
        assertCounts(6);
    }

    @Test
    void saysHowLongAQuestionIsHeld() {
        open("");
        choose("wait", 5);
        assertThat(browser.text("#wait-shown")).isEqualTo("55.0 s");
        assertThat(browser.find("#wait").getAttribute("aria-valuetext")).isEqualTo("55.0 s");
        choose("pause-length", 0);
        assertThat(browser.text("#pause-shown")).isEqualTo("none");
    }

    private void choose(String slider, int step) {
        browser.script(
                "const slider = document.getElementById(arguments[0]); slider.value = arguments[1];"
                        + "slider.dispatchEvent(new Event('input'));",
                slider,
                step);
    }

    private int figure(String selector) {
        String text = browser.text(selector).replace(",", "");
        return text.equals("–") ? Integer.MAX_VALUE : Integer.parseInt(text);
    }
}
