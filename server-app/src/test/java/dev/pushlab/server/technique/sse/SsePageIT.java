package dev.pushlab.server.technique.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import dev.pushlab.server.pages.PagesServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SsePageIT extends PageScenarios {
    SsePageIT() {
        super("sse");
    }

    @Test
    void receivesEverythingOverOneRequest() {
        open("");
        publish(1, 100);
        awaitEvents(100);

        assertThat(browser.text("#figure-requests")).isEqualTo("1");
        assertThat(browser.text("#figure-connections")).isEqualTo("1");
    }

    /** EventSource hands typed events only to listeners for their type: the page has to receive all of them. */
    @Test
    void receivesEventsOfAnyType() {
        open("");
        server.publish(topic, "", "untyped");
        server.publish(topic, "gap", "not a gap");
        server.publish(topic, "error", "not an error");
        awaitEvents(3);

        assertThat(browser.texts("tbody td.type")).containsExactly("error", "gap", "");
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
    }

    @Test
    void namesTheLastEventId() {
        open("");
        publish(1, 3);
        awaitEvents(3);

        assertThat(browser.text(".events footer")).startsWith("last event id ").contains(":3 ");
    }

    /** The specification's dispatch: a listener per type, and "message" for what has none. */
    @Test
    void listensToOneTypeOfNativeEventsAndCountsTheOthers() {
        open("");
        choose("#envelope-none", "checked");
        server.publish(topic, "tick", "a\r\nb\rc\nd");
        server.publish(topic, "tock", "unheard");
        server.publish(topic, "", "unheard");
        server.publish(topic, "tick", " {\"heard\":true}");
        awaitEvents(2);

        assertThat(browser.texts("tbody td.data")).containsExactly(" {\"heard\":true}", "a\nb\nc\nd");
        assertThat(browser.text("#figure-lost")).isEqualTo("0");
        assertThat(browser.text(".events footer")).contains("2 events found no listener");

        choose("#type", "");
        awaitState("live");
        server.publish(topic, "", "without a type");
        awaitEvents(3);
        // With envelopes again, one listener hears all types.
        choose("#envelope-json", "checked");
        server.publish(topic, "tock", "enveloped");
        awaitEvents(4);
        assertCounts(4);
    }

    @Test
    void waitsAsLongAsTheServerWasAskedToSayAndGoesOn() {
        open("");
        choose("#retry", "1");
        choose("#cut", "1");
        awaitFootnote("(retry: 250 ms)");
        publish(1, 3);
        awaitEvents(3);

        double pause = Double.parseDouble(
                browser.text(".events footer").replaceAll(".*paused ([0-9.]+) m?s \\(retry.*", "$1"));
        assertThat(browser.text(".events footer")).matches(".* paused [0-9.]+ m?s .*");
        assertThat(pause).isPositive();
        assertCounts(3);
    }

    @Test
    void givesUpForGoodAfter204() {
        open("");
        publish(1, 1);
        awaitEvents(1);
        browser.click("#last-stream");
        awaitFootnote("204: the browser has given up");
        awaitState("stopped");
        publish(2, 3);

        browser.click("#toggle");
        awaitEvents(3);
        assertCounts(3);
        assertThat(browser.text(".events footer")).doesNotContain("given up");
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("204"));
    }

    @Test
    void followsRedirects() {
        open("");
        for (String status : new String[] {"301", "307"}) {
            choose("#redirect", status);
            awaitFootnote("came by a " + status);
        }
        publish(1, 2);
        awaitEvents(2);
    }

    /** EventSource tells nobody of comments; they are seen only where bytes are counted. */
    @Test
    void seesHeartbeatsInTheServersCountOnly() throws IOException {
        server.close();
        server = PagesServer.startBeating(Duration.ofSeconds(1));
        open("");
        awaitFootnote("B of comments");
        publish(1, 1);
        awaitEvents(1);
    }

    /** No answer says {@code Access-Control-Allow-Credentials}, so a page of an allowed origin may read, but not as its user. */
    @Test
    void isReadByPagesOfAllowedOriginsWithoutCredentialsOnly() throws IOException {
        open("");
        tryAcrossOrigins("refused", "refused");

        int port = server.port();
        server.close();
        server = PagesServer.startAllowingItself(port);
        open("");
        tryAcrossOrigins("opened", "refused");
        assertThat(browser.text(".across footer")).contains("--origin http://127.0.0.1:" + port);
        assertThat(browser.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.matches("(?s).*(CORS|ERR_|403).*"));
    }

    private void tryAcrossOrigins(String without, String with) {
        browser.click("#across");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(browser.text("#across-without")).isEqualTo(without);
            assertThat(browser.text("#across-with")).isEqualTo(with);
        });
    }

    private void choose(String selector, String value) {
        browser.script(
                "const e = document.querySelector(arguments[0]);"
                        + "if (arguments[1] === 'checked') { e.checked = true; } else { e.value = arguments[1]; }"
                        + "e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change'));",
                selector,
                value);
        awaitState("live");
    }

    private void awaitFootnote(String text) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser.text(".events footer").contains(text));
    }
}
