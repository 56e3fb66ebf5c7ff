package dev.pushlab.server.technique.scriptlongpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScriptLongPollingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    ScriptLongPollingPageIT() {
        super("script-long-polling");
    }

    @Test
    void asksOnceForEachAnswerAndLeavesNoElementBehind() {
        open("");
        for (int i = 1; i <= 5; i++) {
            publish(i, i);
            awaitEvents(i);
        }
        await().atMost(PATIENCE).until(() -> browser.text("#figure-requests").equals("7"));
        assertThat(browser.script("return document.querySelectorAll('script[src*=callback]').length"))
                .isEqualTo(1L);
        assertThat(browser.script("return new URL(document.querySelector('script[src*=callback]').src).origin"))
                .isEqualTo("http://127.0.0.1:"
                        + server.server().crossOriginAddress().getPort());
    }

    @Test
    void isCalledWithNothingWhenTheWaitIsOver() {
        open("");
        browser.script("const slider = document.getElementById('wait'); slider.value = 0;"
                + "slider.dispatchEvent(new Event('input'));");
        // The script that is held was asked for before.
        publish(1, 1);
        await().atMost(PATIENCE)
                .until(() -> browser.text("#figure-requests + .note").matches("[3-9] empty.*"));
        assertCounts(1);
    }

    /** The page has stopped, the question stays at the server; what answers it in the end is heard by nobody. */
    @Test
    void aQuestionCannotBeTakenBack() {
        open("");
        publish(1, 1);
        awaitEvents(1);
        await().atMost(PATIENCE).until(() -> held() == 1);
        browser.click("#toggle");
        awaitState("stopped");
        assertThat(browser.text(".events footer")).contains("at the server: 1 (unwanted: 1)");
        browser.click("#who-waits");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#outcome")
                        .equals(
                                "The server holds 1 about this topic. This page has 1 there, 1 of which it does not want"
                                        + " any more and cannot take back."));
        assertThat(held()).isEqualTo(1);

        publish(2, 2);
        await().atMost(PATIENCE).until(() -> browser.text(".events footer").contains("1 answered to nobody"));
        assertCounts(1);
        assertThat(held()).isZero();
        browser.click("#toggle");
        awaitEvents(2);
        assertCounts(2);
    }

    private int held() {
        return server.server().hub().topics().stream()
                .mapToInt(topic -> topic.subscribers())
                .sum();
    }
}
