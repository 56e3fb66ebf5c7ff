package dev.pushlab.server.technique.pagerefresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.PageScenarios;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageRefreshPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String FRAMED = "const page = document.getElementById('frame').contentDocument;";

    PageRefreshPageIT() {
        super("page-refresh");
    }

    /** As fast as a document can say it, so that the tests are quick. */
    @Override
    protected void open(String parameters) {
        super.open(parameters + "&every=1");
    }

    @Test
    void aWholePageLosesWhatWasTypedAndAPartialUpdateKeepsIt() {
        open("");
        publish(1, 1);
        awaitEvents(1);
        typeIntoTheDocument();
        await().atMost(PATIENCE).until(() -> footnote().contains("typed text 1 ×"));
        assertThat(typed()).isEmpty();

        browser.script("document.getElementById('partial').click()");
        await().atMost(PATIENCE).until(() -> footnote().matches(".*a load: \\d.* whole, \\d.* B partial.*"));
        typeIntoTheDocument();
        publish(2, 3);
        awaitEvents(3);

        assertThat(typed()).isEqualTo("unsent");
        assertThat(footnote()).contains("typed text 1 ×");
        assertThat(browser.script(FRAMED + "return page.querySelectorAll('tbody.new tr').length"))
                .isEqualTo(2L);
        assertThat(offsets()).isEqualTo(newestFirst(1, 3));
    }

    @Test
    void countsLoadsWithoutNews() {
        open("");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#figure-requests + .note").matches("[2-9] empty · 100 %"));
        publish(1, 1);
        awaitEvents(1);
        await().atMost(PATIENCE).until(() -> footnote().matches("loads without news \\d\\d %.*"));
    }

    @Test
    void withoutAnIntervalNothingComesUntilSomebodyAsks() {
        open("");
        browser.script("const slider = document.getElementById('every'); slider.value = 0;"
                + "slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change'));");
        await().atMost(PATIENCE).until(() ->
                (Boolean) browser.script(FRAMED + "return page?.querySelector('meta[http-equiv]') === null"));
        publish(1, 2);
        browser.click("#load");
        awaitEvents(2);
        assertThat(offsets()).isEqualTo(newestFirst(1, 2));
    }

    /** The document alone, in a browser that runs no scripts: it is fetched again, and goes on where it was. */
    @Test
    void needsNoScript() {
        browser.command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            browser.open(server.page("page-refresh").replace("techniques/page-refresh/", "topics/" + topic)
                    + "/page-refresh?refresh=1&lang=en");
            long first = server.traffic("page-refresh").bytesOut();
            publish(1, 3);
            await().atMost(PATIENCE).until(() -> server.traffic("page-refresh").bytesOut() >= 3 * first);
        } finally {
            browser.command("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
        await().atMost(PATIENCE).until(() -> browser.texts("td.data").equals(List.of("event 3", "event 2", "event 1")));
    }

    private void typeIntoTheDocument() {
        await().atMost(PATIENCE).until(() -> (Boolean)
                browser.script(FRAMED + "const note = page?.getElementById('note'); if (!note) { return false; }"
                        + "note.value = 'unsent'; return true;"));
    }

    private String typed() {
        return (String) browser.script(FRAMED + "return page?.getElementById('note')?.value ?? ''");
    }

    private String footnote() {
        return browser.text(".events footer");
    }
}
