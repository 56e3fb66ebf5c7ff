package dev.pushlab.server.demonstration.connectionsperhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationPages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Chromium has six connections to a host over HTTP/1.1: the page has to find that out. */
class ConnectionsPerHostPageIT extends DemonstrationPages {
    ConnectionsPerHostPageIT() {
        super("connections-per-host", ServerOptions.defaults());
    }

    @Test
    void findsTheNumberAndTheSmallRequestHasToWait() {
        open("");
        choose("held", 7);
        choose("time", 0);
        browser.tabTo("#toggle");
        browser.press(Keys.ENTER);
        awaitMeasured();

        assertThat(browser.text("#at-once")).isEqualTo("6");
        assertThat(browser.text("#connections")).isEqualTo("6");
        assertThat(browser.text("#finding")).startsWith("This browser had 6 requests at a time at 127.0.0.1:");
        assertThat(browser.text("#finding")).contains("The small one, which the server answers at once, waited ");
        assertThat(browser.text("#protocol")).isEqualTo("http/1.1");
        assertThat(tones()).containsExactly("ok", "ok", "ok", "ok", "ok", "ok", "bad", "bad", "bad");
    }

    @Test
    void theOtherNameHasPlacesOfItsOwn() {
        open("");
        choose("held", 7);
        choose("time", 0);
        browser.script("document.getElementById('other-host').click()");
        browser.click("#toggle");
        awaitMeasured();

        assertThat(browser.text("#finding")).contains("The small one went to localhost:");
        assertThat(tones()).endsWith("ok").contains("bad");
    }

    @Test
    void fewDoNotStall() {
        open("");
        choose("held", 2);
        choose("time", 0);
        browser.click("#toggle");
        awaitMeasured();

        assertThat(browser.text("#finding")).startsWith("All 3 requests were at 127.0.0.1:");
        assertThat(tones()).containsOnly("ok");
    }

    @Test
    void letsEverythingGoWhenItIsStopped() {
        open("");
        choose("held", 7);
        choose("time", 3);
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
        assertThat(browser.texts("#bars .value").stream().distinct()).containsExactly("given up");
        // What was held is free: another run finds all places.
        choose("held", 2);
        choose("time", 0);
        browser.click("#toggle");
        awaitMeasured();
        assertThat(tones()).containsOnly("ok");
    }

    private void choose(String slider, int place) {
        browser.script(
                "const s = document.getElementById(arguments[0]); s.value = arguments[1];"
                        + "s.dispatchEvent(new Event('input'))",
                slider,
                String.valueOf(place));
    }

    private void awaitMeasured() {
        await().atMost(PATIENCE).until(() -> browser.text("#state").equals("measured"));
    }

    @SuppressWarnings("unchecked")
    private List<String> tones() {
        return (List<String>)
                browser.script("return [...document.querySelectorAll('#bars .value')].map(e => e.dataset.tone)");
    }
}
