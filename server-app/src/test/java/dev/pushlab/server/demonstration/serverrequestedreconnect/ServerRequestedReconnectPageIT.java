package dev.pushlab.server.demonstration.serverrequestedreconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationPages;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class ServerRequestedReconnectPageIT extends DemonstrationPages {
    ServerRequestedReconnectPageIT() {
        super("server-requested-reconnect", ServerOptions.defaults());
    }

    @Test
    void showsWhoCameBackWhenAndThatNothingWasLost() {
        open("");
        choose("clients", 0);
        choose("within", 1);
        browser.tabTo("#toggle");
        browser.press(Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.text("#live").equals("10 of 10"));
        browser.tabTo("#ask");
        browser.press(Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.text("#asked-note").startsWith("10 of 10 back"));
        browser.click("#cut");
        await().atMost(PATIENCE).until(() -> browser.text("#cut-note").startsWith("10 of 10 back"));

        assertThat(browser.text("#finding"))
                .startsWith("Asked, at most ")
                .contains("Cut off, ")
                .endsWith("Lost: 0; received twice: 0.");
        assertThat(browser.text("#lost")).isEqualTo("0");
        browser.click("#toggle");
        await().atMost(PATIENCE).until(() -> state().equals("stopped"));
    }

    @Test
    void anAdministratorAsksEverybody() {
        open("");
        browser.enter("#token", server.token().reveal());
        browser.click("#everybody");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#everybody-asked").startsWith("Connections that are asked: "));
        assertThat((String) browser.script("return document.getElementById('token').value"))
                .isEmpty();
    }

    private void choose(String slider, int place) {
        browser.script(
                "const s = document.getElementById(arguments[0]); s.value = arguments[1];"
                        + "s.dispatchEvent(new Event('input'))",
                slider,
                String.valueOf(place));
    }
}
