package dev.pushlab.server.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.pages.Browser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the page of every demonstration has to do: in a real browser, against the real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DemonstrationPages {
    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String id;
    private final ServerOptions options;

    protected Browser browser;
    protected PushlabServer server;

    protected DemonstrationPages(String id, ServerOptions options) {
        this.id = id;
        this.options = options;
    }

    @BeforeAll
    void start() throws IOException {
        browser = Browser.start();
        server = new PushlabServer(options);
        server.start();
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void leaveThePage() {
        List<String> complaints = browser.complaints();
        browser.open("about:blank");
        assertThat(complaints).as("what the browser's console complains of").isEmpty();
    }

    @Test
    void speaksBothLanguagesInBothThemesAtTheSizeOfAPhone() {
        open("&theme=dark");
        assertThat(browser.text("#lesson h2")).isEqualTo("How it works");
        assertThat(browser.script("return document.documentElement.dataset.theme"))
                .isEqualTo("dark");
        browser.click("#language");
        await().atMost(PATIENCE).until(() -> browser.text("#lesson h2").equals("工作原理"));
        assertThat((Boolean) browser.script(
                        "return [...document.querySelectorAll('main [data-text], main [data-title]')]"
                                + ".some(e => e.textContent.startsWith(arguments[0]) || e.title.startsWith(arguments[0]))",
                        id + "."))
                .as("a message that is not there")
                .isFalse();
        browser.command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        try {
            await().atMost(PATIENCE)
                    .until(() -> browser.script("return document.documentElement.dataset.layout")
                            .equals("narrow"));
            assertThat((Boolean) browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                    .as("fits the width of a phone")
                    .isTrue();
        } finally {
            browser.command("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    @Test
    void showsItsOwnSourceAndTheServers() {
        open("");
        await().atMost(PATIENCE).until(() -> !browser.texts("#lesson details").isEmpty());
        int parts = browser.texts("#lesson details").size();
        browser.script("document.querySelectorAll('#lesson details').forEach(d => { d.open = true; })");

        await().atMost(PATIENCE)
                .until(() -> browser.texts("#lesson details pre").size() == parts);
        assertThat(browser.texts("#lesson details pre"))
                .allMatch(code -> code.lines().count() > 3)
                .noneMatch(code -> code.contains("was not found"));
    }

    /** Opens the page and waits until it can be used. */
    protected void open(String parameters) {
        browser.open(url() + "?lang=en" + parameters);
        await().atMost(PATIENCE).until(() -> !browser.text("#lesson h2").isEmpty());
    }

    protected String url() {
        return "http://127.0.0.1:" + server.httpAddress().getPort() + "/demonstrations/" + id + "/";
    }

    protected String state() {
        return (String) browser.script("return document.getElementById('state')?.dataset.state ?? ''");
    }

    /** The number that an element says; -1 if it says none. */
    protected int number(String selector) {
        String digits = browser.text(selector).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }
}
