package dev.pushlab.server.demonstration.deadpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationClient;
import dev.pushlab.server.demonstration.DemonstrationPages;
import dev.pushlab.server.net.HttpLimits;
import java.io.IOException;
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

    @Test
    void saysWhenAnotherPageEndsItsRunOrBeginsItAnew() throws IOException {
        open("");
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        try (DemonstrationClient other = new DemonstrationClient(server.httpAddress(), "dead-peers", "")) {
            other.post("start");
            await().atMost(PATIENCE).until(() -> browser.text("#remark").startsWith("Another page has begun it anew"));
            assertThat(state()).isEqualTo("live");
            other.post("stop");
            await().atMost(PATIENCE).until(() -> browser.text("#remark").startsWith("It was ended elsewhere"));
            assertThat(state()).isEqualTo("stopped");
            browser.click("#toggle");
            await().atMost(PATIENCE).until(() -> state().equals("live"));
            assertThat(browser.find("#remark").isDisplayed()).isFalse();
        }
    }

    @Test
    void onlyThePageThatBeganARunEndsItByLeaving() throws IOException {
        try (DemonstrationClient other = new DemonstrationClient(server.httpAddress(), "dead-peers", "")) {
            int run = other.post("start").get("run").asInt();
            open("");
            await().atMost(PATIENCE).until(() -> state().equals("live"));
            // Two pages, so that the first one has certainly been left when the second one has loaded.
            browser.open(url());
            browser.open("about:blank");
            assertThat(other.get("state").get("running").asBoolean()).isTrue();
            assertThat(other.get("state").get("run").asInt()).isEqualTo(run);

            open("");
            browser.click("#toggle");
            await().atMost(PATIENCE).until(() -> state().equals("stopped"));
            browser.click("#toggle");
            await().atMost(PATIENCE).until(() -> state().equals("live"));
            browser.open("about:blank");
            await().atMost(PATIENCE)
                    .until(() -> !other.get("state").get("running").asBoolean());
        }
    }
}
