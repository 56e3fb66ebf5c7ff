package dev.pushlab.server.technique.jsonppolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.pushlab.server.pages.PageScenarios;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonpPollingPageIT extends PageScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    JsonpPollingPageIT() {
        super("jsonp-polling");
    }

    /** The same address: a script from there runs, what fetch gets from there is kept from the page. */
    @Test
    void scriptsCrossOriginsAndFetchDoesNot() {
        open("");
        publish(1, 3);
        awaitEvents(3);
        browser.click("#try-fetch");
        String other =
                "http://127.0.0.1:" + server.server().crossOriginAddress().getPort();
        await().atMost(PATIENCE)
                .until(() -> browser.text("#outcome").startsWith("fetch from " + other + ": “TypeError: "));
        publish(4, 5);
        awaitEvents(5);

        assertThat(browser.complaints())
                .isNotEmpty()
                .allMatch(complaint -> complaint.contains("CORS policy") || complaint.contains("net::ERR_FAILED"));
    }

    @Test
    void aRefusedScriptTellsThePageNothing() {
        open("");
        browser.click("#try-refused");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#outcome").startsWith("All that the page learns: an event “error”"));
        assertThat(browser.text("#outcome")).contains("400 Invalid parameter. The parameter \"callback\" must be");
        browser.script("window.pushlab.setLanguage('zh-CN')");
        await().atMost(PATIENCE).until(() -> browser.text("#outcome").startsWith("页面所知道的一切"));
        assertThat(browser.complaints()).isNotEmpty().allMatch(complaint -> complaint.contains("400"));
    }

    /** What was asked cannot be taken back: it is answered when the page has long asked again, and heard by nobody. */
    @Test
    void givesUpWithoutAbortAndCleansUpBehindItself() {
        open("");
        browser.script("const slider = document.getElementById('patience'); slider.value = 0;"
                + "slider.dispatchEvent(new Event('input'));");
        assertThat(browser.text("#patience-shown")).isEqualTo("200 ms");
        delay(600);
        await().atMost(PATIENCE).until(() -> browser.text(".events footer").matches(".*[1-9]\\d* given up, [1-9].*"));
        delay(0);
        publish(1, 5);
        awaitEvents(5);
        assertCounts(5);

        browser.click("#toggle");
        awaitState("stopped");
        await().atMost(PATIENCE)
                .until(() -> browser.script("return Object.keys(window.jsonp).length"
                                + " + document.querySelectorAll('script[src*=callback]').length")
                        .equals(0L));
    }

    /** JSON hijacking: a page of another server includes the script, and hides where it comes from or does not. */
    @Test
    void pagesOfOthersGetNothingByIncludingTheScript() throws IOException {
        publish(1, 1);
        String address =
                "http://127.0.0.1:" + server.server().crossOriginAddress().getPort() + "/topics/" + topic
                        + "/jsonp-polling?after=earliest&callback=take";
        HttpServer foreign = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        foreign.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write("<!doctype html><title>foreign</title>".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        foreign.start();
        try {
            for (String host : List.of("localhost", "127.0.0.1")) {
                for (String policy : List.of("no-referrer", "unsafe-url")) {
                    browser.open("http://" + host + ":" + foreign.getAddress().getPort() + "/page");
                    include(address, policy);
                    assertThat(browser.script("return window.outcome")).isEqualTo("refused");
                }
            }
        } finally {
            foreign.stop(0);
        }
        // The same in a page that may: then it is the server that makes the difference.
        browser.open(server.page("jsonp-polling") + "?start=0&topic=" + topic);
        include(address, "origin");
        assertThat(browser.script("return window.outcome")).isEqualTo("event 1");
        // And one that may, but says nothing of itself.
        include(address, "no-referrer");
        assertThat(browser.script("return window.outcome")).isEqualTo("refused");
        // A browser may tell its user what it keeps from the page.
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("403"));
    }

    private void include(String address, String policy) {
        browser.script("""
                window.outcome = '';
                window.take = (answer) => { window.outcome = answer.events[0].data; };
                const script = document.createElement('script');
                script.onerror = () => { window.outcome = 'refused'; };
                script.referrerPolicy = arguments[1];
                script.src = arguments[0];
                document.documentElement.append(script);""", address, policy);
        await().atMost(PATIENCE).until(() -> !"".equals(browser.script("return window.outcome")));
    }

    private void delay(int millis) {
        browser.command("Network.enable", Map.of());
        browser.command(
                "Network.emulateNetworkConditions",
                Map.of("offline", false, "latency", millis, "downloadThroughput", -1, "uploadThroughput", -1));
    }
}
