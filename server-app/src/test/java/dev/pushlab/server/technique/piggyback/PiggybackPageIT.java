package dev.pushlab.server.technique.piggyback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PiggybackPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NOBODY = "&act=0";

    PiggybackPageIT() {
        super("piggyback");
    }

    /** With a user who does something all the time, without whom nothing would come. */
    @Override
    protected void open(String parameters) {
        super.open(parameters.contains(NOBODY) ? parameters : parameters + "&act=0.2");
    }

    @Test
    void eventsWaitForTheUserAndNobodyAsksForThem() {
        open(NOBODY);
        long requests = bytesAsked();
        publish(1, 3);
        // Something else that the page does meanwhile.
        browser.click("#language");
        await().atMost(PATIENCE).until(() -> browser.text("#toggle").equals("■ 停止"));
        browser.click("#language");
        await().atMost(PATIENCE).until(() -> browser.text("#toggle").equals("■ Stop"));
        assertThat(offsets()).isEmpty();
        assertThat(bytesAsked()).isEqualTo(requests);

        browser.click("[data-item=coffee] [data-change='1']");
        awaitEvents(3);
        assertThat(offsets()).isEqualTo(newestFirst(1, 3));
        assertThat(browser.text("[data-item=coffee] output")).isEqualTo("1");
        assertThat(browser.text(".events footer"))
                .startsWith(
                        "requests 2 (orders 1, opening the application 1) · for events alone 0 · events on 1 of 2 answers");
    }

    /** Clicks faster than answers: each goes on where the one before it ended. */
    @Test
    void manyClicksAtOnceBringNothingTwice() {
        open(NOBODY);
        publish(1, 20);
        browser.script("for (let i = 0; i < 5; i++) {"
                + "document.querySelector(\"[data-item=cake] [data-change='1']\").click(); }");
        awaitEvents(20);
        await().atMost(PATIENCE)
                .until(() -> browser.text("[data-item=cake] output").equals("5"));
        browser.click("[data-item=cake] [data-change='-1']");
        await().atMost(PATIENCE)
                .until(() -> browser.text("[data-item=cake] output").equals("4"));

        assertCounts(20);
        assertThat(browser.text("#actions")).isEqualTo("orders by all at this table: 6");
    }

    @Test
    void drawsHowLongEventsWaitAtEachRateOfClicks() {
        open("");
        for (int i = 1; i <= 200 && browser.texts(".tradeoff tbody tr").isEmpty(); i++) {
            publish(i, i);
            awaitEvents(i);
        }
        assertThat(browser.texts(".tradeoff tbody tr.current th")).containsExactly("200 ms");
        assertThat(browser.texts(".tradeoff tbody td").get(1)).isEqualTo("300");
        assertThat(browser.script("return document.querySelectorAll('.tradeoff circle').length"))
                .isEqualTo(1L);
    }

    private long bytesAsked() {
        return server.traffic("piggyback").bytesIn();
    }
}
