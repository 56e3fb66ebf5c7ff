package dev.pushlab.server.technique.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.pages.PageScenarios;
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
}
