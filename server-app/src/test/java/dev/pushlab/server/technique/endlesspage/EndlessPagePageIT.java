package dev.pushlab.server.technique.endlesspage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndlessPagePageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ROWS =
            "return [...%s.querySelectorAll('tbody tr')].map((row) => row.cells[2].textContent)";

    EndlessPagePageIT() {
        super("endless-page");
    }

    @Test
    void showsTheSameInItsFrame() {
        open("");
        server.publish(topic, "<b>", "</script><script>parent.hacked=1</script>");
        publish(2, 3);
        awaitEvents(3);

        assertThat(rows("document.querySelector('iframe').contentDocument"))
                .containsExactly("event 3", "event 2", "</script><script>parent.hacked=1</script>");
        assertThat(browser.script("return document.querySelector('iframe').contentDocument.readyState"))
                .isEqualTo("loading");
        // Those that ran are gone; the one in its head stays.
        assertThat(browser.script("return document.querySelector('iframe').contentDocument.scripts.length"))
                .isEqualTo(1L);
        assertThat(browser.script("return window.hacked ?? null")).isNull();
        await().atMost(PATIENCE)
                .until(() -> browser.text(".events footer").startsWith("pages loaded: 1, by themselves: 0"));
    }

    /** The server ends it after ten events, and it goes on after the last one: nothing is lost, nothing comes twice. */
    @Test
    void loadsItselfAgainAfterSoManyEvents() {
        open("");
        choose("events", 0);
        assertThat(browser.text("#events-shown")).isEqualTo("10 events");
        awaitState("live");
        for (int i = 0; i < 4; i++) {
            publish(10 * i + 1, 10 * i + 10);
            awaitEvents(10 * (i + 1));
        }

        await().atMost(PATIENCE)
                .until(() -> browser.text(".events footer").matches("pages loaded: [5-6], by themselves: [3-4] .*"));
        assertThat(offsets()).isEqualTo(newestFirst(1, 40));
        assertCounts(40);
    }

    /** With nothing around it, in a tab of its own: a real browser never gets to the end of it. */
    @Test
    void worksByItself() {
        publish(1, 12);
        open("");
        browser.script(
                "window.tab = window.open('/topics/' + arguments[0] + '/endless-page?after=earliest&events=12&lang=zh-CN')",
                topic);
        // The first document is over at once, and the second one begins after its last event.
        await().atMost(PATIENCE)
                .until(() -> browser.script("return tab.location.search.includes('part=2')"), Boolean.TRUE::equals);
        publish(13, 14);
        await().atMost(PATIENCE).until(() -> rows("tab.document"), List.of("event 14", "event 13")::equals);

        assertThat(browser.script("return tab.document.readyState")).isEqualTo("loading");
        assertThat(browser.script("return tab.document.documentElement.lang")).isEqualTo("zh-CN");
        await().atMost(PATIENCE)
                .until(
                        () -> browser.script("return tab.document.getElementById('status').textContent"),
                        "已打开 · 第 2 个文档 · 其中 2 个事件"::equals);
        assertThat(browser.script("return tab.history.length")).isEqualTo(1L);
        browser.script("tab.close()");
    }

    @Test
    void changesItsWordsAndItsLookWithThePageAround() {
        open("&theme=light");
        publish(1, 2);
        awaitEvents(2);
        browser.script("window.pushlab.setLanguage('zh-CN'); window.pushlab.setTheme('dark')");
        String frame = "return document.querySelector('iframe').contentDocument?.documentElement?.";

        await().atMost(PATIENCE).until(() -> browser.script(frame + "lang"), "zh-CN"::equals);
        await().atMost(PATIENCE).until(() -> browser.script(frame + "dataset.theme"), "dark"::equals);
        publish(3, 4);
        awaitEvents(4);
        assertCounts(4);
    }

    @SuppressWarnings("unchecked")
    private List<String> rows(String document) {
        return (List<String>) browser.script(ROWS.formatted(document));
    }

    private void choose(String slider, int step) {
        browser.script(
                "const slider = document.getElementById(arguments[0]); slider.value = arguments[1];"
                        + "slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change'));",
                slider,
                step);
    }
}
