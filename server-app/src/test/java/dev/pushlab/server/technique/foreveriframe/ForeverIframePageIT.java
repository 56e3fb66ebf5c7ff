package dev.pushlab.server.technique.foreveriframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ForeverIframePageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    ForeverIframePageIT() {
        super("forever-iframe");
    }

    @Test
    void receivesEverythingOverOneHiddenFrameOfAPageThatHasLoaded() {
        open("");
        publish(1, 50);
        awaitEvents(50);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.script("return document.readyState")).isEqualTo("complete");
        assertThat(browser.script("return document.querySelector('iframe').contentDocument.readyState"))
                .isEqualTo("loading");
        assertThat(browser.find("iframe").isDisplayed()).isFalse();
        // One says where it begins.
        assertThat(browser.text(".events footer")).startsWith("51 scripts in the document (the most so far: 51)");
    }

    @Test
    void removesScriptsThatRanIfToldTo() {
        open("");
        browser.click("#tidy");
        publish(1, 50);
        awaitEvents(50);

        assertThat(browser.text(".events footer")).startsWith("1 scripts in the document");
        assertThat(browser.script("return document.querySelector('iframe').contentDocument.scripts.length"))
                .isEqualTo(1L);
    }

    /** The server ends the document; the frame's load event has it loaded again, after the last event. */
    @Test
    void loadsAgainWhenTheServerEndsTheDocument() {
        open("");
        String kilobyte = "x".repeat(10_000);
        for (int i = 1; i <= 250; i++) {
            server.publish(topic, "tick", kilobyte);
        }
        awaitEvents(250);

        await().atMost(PATIENCE).until(() -> browser.text(".events footer").matches(".* · loaded again [12] ×"));
        assertCounts(250);
    }

    @Test
    void onlyRemovesTheFrameIfToldTo() {
        open("");
        browser.click("#control");
        publish(1, 3);
        awaitEvents(3);
        browser.click("#toggle");

        await().atMost(PATIENCE)
                .until(() -> server.server().hub().topics().stream().allMatch(it -> it.subscribers() == 0));
        assertThat(browser.texts("iframe")).isEmpty();
        assertThat(browser.text(".events footer")).doesNotContain("second connection");
        assertThat(browser.text("#figure-requests")).isEqualTo("1");
    }

    @Test
    void endsTheDocumentByASecondConnection() {
        open("");
        publish(1, 3);
        awaitEvents(3);
        browser.click("#toggle");

        await().atMost(PATIENCE)
                .until(() -> browser.text(".events footer")
                        .matches(".* · ended by the second connection 1 ×, after <?\\d.* m?s .*"));
        assertThat(browser.texts("iframe")).isEmpty();
        await().atMost(PATIENCE)
                .until(() -> server.server().hub().topics().stream().allMatch(it -> it.subscribers() == 0));
    }
}
