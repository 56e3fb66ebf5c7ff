package dev.pushlab.server.technique.htmlfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlfilePageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    HtmlfilePageIT() {
        super("htmlfile");
    }

    @Test
    void receivesByAnEmulatedObjectAndSaysThatItIsOne() {
        open("");
        publish(1, 20);
        awaitEvents(20);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.text("#exhibit .emulated"))
                .startsWith("Emulation: ")
                .contains("No Internet Explorer is running");
        assertThat(browser.text("#trace-rows tr:first-child code"))
                .isEqualTo("transferDoc = new ActiveXObject(\"htmlfile\");");
        // The stream is in the frame of a frame, and its scripts know no more of the page than that.
        assertThat(browser.script(
                        "return document.querySelector('iframe').contentWindow.frames[0].parent.location.href"))
                .isEqualTo("about:blank");
        assertThat(browser.script("return document.readyState")).isEqualTo("complete");
    }

    /** Left what that browser would have made of it, right what has come: beginning, padding, and each call. */
    @Test
    void theTraceCountsTheBytesThatCame() {
        open("");
        publish(1, 1);
        awaitEvents(1);
        await().atMost(PATIENCE).until(() -> rows("td:last-child").size() == 6);
        List<String> here = rows("td:last-child");
        assertThat(here.get(3)).startsWith("GET /topics/" + topic + "/htmlfile?padding=256");
        assertThat(here.get(4)).matches("first script run after .*; \\d+ B had come, 256 B of them padding");
        assertThat(here.get(5)).matches(".*:1 · \\d+ B, run at once");
        assertThat(rows("td:first-child").get(4)).contains("scripts that run now: 1");

        long document = bytes(here.get(4), ".*; (\\d+) B had come.*") + bytes(here.get(5), ".* (\\d+) B, .*");
        browser.click("#toggle");
        awaitState("stopped");
        // All else that the server has sent for this technique is the head of the answer.
        long head = server.traffic("htmlfile").bytesOut() - document;
        assertThat(head).isBetween(300L, 600L);
        assertThat(rows("td:first-child").get(6)).startsWith("transferDoc = null;\nCollectGarbage();");
    }

    /** Without padding, the emulated browser waits for the bytes that it wants to see; this one does not. */
    @Test
    void withoutPaddingTheEmulatedBrowserWaits() {
        open("");
        browser.script("const slider = document.getElementById('padding'); slider.value = 0;"
                + "slider.dispatchEvent(new Event('input'));");
        browser.click("#reconnect");
        await().atMost(PATIENCE)
                .until(() -> !rows("[data-waits] td:first-child").isEmpty());
        assertThat(rows("[data-waits] td:first-child").get(0))
                .contains("it looks at 256")
                .endsWith("that wait: 1.");
        awaitState("live");
        publish(1, 1);
        awaitEvents(1);
        await().atMost(PATIENCE)
                .until(() -> rows("tr:last-child td:first-child").get(0).contains("scripts that run now: 2"));
    }

    private List<String> rows(String selector) {
        return browser.texts("#trace-rows " + selector);
    }

    private static long bytes(String row, String pattern) {
        return Long.parseLong(row.replaceFirst(pattern, "$1"));
    }
}
