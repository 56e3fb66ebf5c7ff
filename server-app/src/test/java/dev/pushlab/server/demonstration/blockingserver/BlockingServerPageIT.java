package dev.pushlab.server.demonstration.blockingserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationPages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class BlockingServerPageIT extends DemonstrationPages {
    BlockingServerPageIT() {
        super("blocking-server", ServerOptions.defaults());
    }

    @Test
    void theFifthWaitsOutsideAndSoDoesThePage() {
        open("");
        browser.tabTo("#toggle");
        browser.press(Keys.ENTER);
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        browser.click("#ask");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#finding").startsWith("Blocking server: 4 held, 1 not even accepted."));
        assertThat(browser.texts("#blocking .value").get(4)).startsWith("outside ");
        assertThat(browser.texts("#real .value")).hasSize(5).containsOnly("held");
        assertThat(browser.text("#threads")).isEqualTo("4 of 4");

        // The page asks over the other port: its policy has learned it, and the blocking server allows it.
        browser.click("#own-blocking");
        browser.click("#own-real");
        await().atMost(PATIENCE)
                .until(() -> browser.texts("#own .value").stream().allMatch(value -> value.startsWith("waits ")));
        browser.click("#publish");
        await().atMost(PATIENCE)
                .until(() -> browser.texts("#own .value").stream().allMatch(value -> value.startsWith("after ")));
        await().atMost(PATIENCE).until(() -> browser.text("#finding").startsWith("The longest wait for a thread was "));
        assertThat(browser.texts("#blocking .value")).hasSize(5).allMatch(value -> value.startsWith("answer at "));

        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
        assertThat(browser.texts("#blocking li")).isEqualTo(List.of());
    }

    @Test
    void leavingThePageStopsTheBlockingServer() {
        open("");
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        browser.open("about:blank");
        open("");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
        assertThat(browser.text("#finding")).startsWith("Start the blocking server");
    }
}
