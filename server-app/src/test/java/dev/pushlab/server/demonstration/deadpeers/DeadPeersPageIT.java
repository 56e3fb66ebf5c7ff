package dev.pushlab.server.demonstration.deadpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationPages;
import dev.pushlab.server.net.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class DeadPeersPageIT extends DemonstrationPages {
    DeadPeersPageIT() {
        super(
                "dead-peers",
                ServerOptions.defaults().withLimits(HttpLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(1))));
    }

    @Test
    void showsWhoWasNoticedAndWhoIsKept() {
        open("");
        browser.tabTo("#toggle");
        browser.press(Keys.ENTER);
        await().atMost(PATIENCE)
                .until(() -> browser.texts("tbody tr td:nth-child(3)").stream()
                                .filter(id -> id.startsWith("#"))
                                .count()
                        == 9);
        browser.tabTo("tbody tr:first-child button");
        browser.press(Keys.ENTER);
        await().atMost(PATIENCE)
                .until(() -> browser.texts("#bars .value").get(0).startsWith("after "));
        assertThat(browser.texts("tbody tr:first-child td").get(1)).isEqualTo("freed");

        browser.click("#kill");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#finding").startsWith("Of 9 dead peers the server has noticed 7."));
        assertThat(browser.texts("#bars .value").get(2)).startsWith("kept for ");
        assertThat(browser.text("#websocket")).isEqualTo("2.0 s");
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
    }

    @Test
    void theStreamOfThePageIsNoticedToo() {
        open("");
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        browser.click("#own");
        await().atMost(PATIENCE).until(() -> browser.text("#own-bar .value").equals("alive"));
        browser.click("#own");
        await().atMost(PATIENCE).until(() -> browser.text("#own-bar .value").startsWith("after "));
    }
}
