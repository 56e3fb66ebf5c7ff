package dev.pushlab.server.technique.websocket.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.pages.Browser;
import dev.pushlab.server.pages.PagesServer;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The attack as a visitor lives through it: in Chromium, with a page of another site. */
class HijackPageIT {
    private PagesServer server;
    private Browser browser;

    @BeforeEach
    void start() throws IOException {
        server = PagesServer.start();
        browser = Browser.start();
    }

    @AfterEach
    void stop() {
        browser.close();
        server.close();
    }

    /** Of the same site, as cookies see it: SameSite is no help. */
    @Test
    void aForeignPageReadsWithTheVisitorsCookieOnlyIfNobodyChecks() {
        openPage();
        visit("lax");
        assertThat(foreign("http://127.0.0.1:")).startsWith("Refused");
        openPage();
        visit("lax");
        assertThat(browser.text("#hijack-attempts")).contains("403: foreign origin");

        switchOff();
        String own = browser.text("#hijack-diary");
        String stolen = foreign("http://127.0.0.1:");
        assertThat(stolen).startsWith("Read with your cookie: {\"owner\":");
        assertThat(stolen.substring(stolen.indexOf('{'))).isEqualTo(own.substring(own.indexOf('{')));
    }

    @Test
    void aPageOfAnotherSiteGetsNoCookieThatIsLax() {
        openPage();
        visit("lax");
        switchOff();
        assertThat(foreign("http://localhost:")).startsWith("Refused");
        openPage();
        browser.click("#hijack-refresh");
        eventually(() -> assertThat(browser.text("#hijack-attempts tbody tr"))
                .isEqualTo("http://localhost:" + server.port() + "none401: nobody’s cookie"));
    }

    private void switchOff() {
        browser.enter("#hijack-token", server.token());
        browser.click("#hijack-toggle");
        eventually(() -> assertThat(browser.text("#hijack-state")).contains("is off for at most 10"));
    }

    @Test
    void nobodyWithoutATokenSwitchesTheCheckOff() {
        openPage();
        visit("lax");
        browser.click("#hijack-toggle");
        eventually(() -> assertThat(browser.text("#hijack .notice")).isNotBlank());
        assertThat(browser.text("#hijack-state")).isEqualTo("The Origin check is on.");
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
    }

    private void openPage() {
        browser.open(server.page("websocket") + "?lang=en&topic=hijack");
        eventually(() -> assertThat(browser.script("return document.getElementById('state')?.dataset.state"))
                .isEqualTo("live"));
        browser.script("document.getElementById('inspect').click()");
        eventually(() -> assertThat(browser.text("#accept-verdict")).startsWith("The same"));
    }

    private void visit(String sameSite) {
        browser.script("document.getElementById('hijack-samesite').value = arguments[0]", sameSite);
        browser.click("#hijack-visit");
        eventually(() -> assertThat(browser.text("#hijack-diary")).contains("\"note\":\"made up\""));
    }

    /** What the foreign page, to which the link of an origin leads, shows in the end. */
    private String foreign(String origin) {
        String link = (String) browser.script(
                "return document.querySelector(`#hijack a.button[href^='${arguments[0]}']`).href", origin);
        assertThat(link).contains("/broken/websocket/foreign?of=127.0.0.1:" + server.port());
        browser.open(link);
        eventually(() -> assertThat(browser.text("#result")).isNotBlank());
        return browser.text("#result");
    }
}
