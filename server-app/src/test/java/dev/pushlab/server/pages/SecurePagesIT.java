package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.net.ConnectionInfo;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in a real browser over HTTPS, and at a server that lets nobody read without a token. */
class SecurePagesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Browser browser;
    private static PagesServer server;

    @BeforeAll
    static void start() throws Exception {
        server = PagesServer.startForReadersWithTokens();
        PublicKey key =
                server.server().certificate().orElseThrow().certificate().leaf().getPublicKey();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        browser = Browser.believing(Base64.getEncoder().encodeToString(hash));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        server.close();
    }

    @BeforeEach
    void asAStranger() {
        browser.command("Network.clearBrowserCookies", java.util.Map.of());
    }

    /** Each by the cookie that the token was given for, over TLS and without. */
    @ParameterizedTest
    @CsvSource({
        "sse, true",
        "page-refresh, true",
        "short-polling, true",
        "jsonp-polling, true",
        "long-polling, true",
        "websocket, true",
        "fallback, true",
        "sse, false",
        "script-long-polling, false",
        "websocket, false"
    })
    void aTokenOpensThePage(String technique, boolean secure) {
        String topic = technique + "-" + secure;
        server.publish(topic, "note", "for readers");
        String page = secure ? server.securePage(technique) : server.page(technique);
        browser.open(page + "?lang=en&from=earliest&topic=" + topic);

        await().atMost(PATIENCE).until(() -> asksForToken());
        assertThat(browser.text(".notice strong")).isEqualTo("Access token required");
        assertThat(browser.texts("tbody td")).doesNotContain("for readers");
        browser.enter("#sign-in-token", "wrong");
        browser.click("#sign-in-go");
        await().atMost(PATIENCE).until(() -> shown("#sign-in .notice"));
        browser.enter("#sign-in-token", server.token());
        browser.click("#sign-in-go");

        await().atMost(PATIENCE).until(() -> browser.texts("tbody td").contains("for readers"));
        assertThat(asksForToken()).isFalse();
        assertThat(browser.script("return document.cookie")).isEqualTo("");
        assertThat((String) browser.script("return location.href")).doesNotContain(server.token());

        // Another page of the same browser need not be told again.
        browser.open(page + "?lang=en&from=earliest&topic=" + topic);
        await().atMost(PATIENCE).until(() -> browser.texts("tbody td").contains("for readers"));
        browser.enter("#publish-data", "by its session");
        browser.click("#publish");
        await().atMost(PATIENCE).until(() -> browser.texts("tbody td").contains("by its session"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sse",
                "websocket",
                "short-polling",
                "long-polling",
                "script-long-polling",
                "xhr-streaming",
                "forever-iframe",
                "endless-page",
                "htmlfile"
            })
    void aPageWhoseTokenIsRevokedAsksForAnother(String technique) {
        Tokens tokens = server.server().tokens();
        String topic = "revoked-" + technique;
        String token = tokens.create(topic, Rights.VIEWER).join().reveal();
        browser.open(server.securePage(technique) + "?lang=en&topic=" + topic);
        await().atMost(PATIENCE).until(() -> asksForToken());
        browser.enter("#sign-in-token", token);
        browser.click("#sign-in-go");
        await().atMost(PATIENCE).until(() -> !asksForToken());
        await().atMost(PATIENCE).until(() -> state().equals("live"));

        tokens.revoke(topic).join();

        await().atMost(PATIENCE).until(() -> asksForToken());
        assertThat(state()).isEqualTo("failed");
    }

    /** Where a WebSocket brings no cookie, as in a WebView, its page shows the token by a message. */
    @Test
    void aWebSocketWithoutTheCookieShowsTheToken() {
        server.publish("messages", "note", "for readers");
        browser.open(server.securePage("websocket") + "?lang=en&from=earliest&topic=messages");
        await().atMost(PATIENCE).until(() -> asksForToken());
        browser.enter("#sign-in-token", server.token());
        browser.click("#sign-in-go");
        await().atMost(PATIENCE).until(() -> browser.texts("tbody td").contains("for readers"));

        browser.command("Network.clearBrowserCookies", java.util.Map.of());
        browser.click("#reconnect");
        server.publish("messages", "note", "by a message");
        await().atMost(PATIENCE).until(() -> browser.texts("tbody td").contains("by a message"));
        assertThat(asksForToken()).isFalse();
    }

    /** Over HTTP/1.1 a browser has six connections for one host, and the seventh stream waits. */
    @Test
    void aBrowserSpeaksHttp2AndHoldsManyStreamsAtOnce() {
        browser.open(server.securePage("sse") + "?lang=en&topic=many");
        await().atMost(PATIENCE).until(() -> asksForToken());
        browser.enter("#sign-in-token", server.token());
        browser.click("#sign-in-go");
        await().atMost(PATIENCE).until(() -> state().equals("live"));
        assertThat(browser.script("return performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                .isEqualTo("h2");
        await().atMost(PATIENCE)
                .until(() -> browser.text("#figure-connections + .note").equals("over HTTP/2"));

        browser.script("""
                window.streams = Array.from({ length: 20 }, () => new EventSource('/topics/many/sse'));
                window.heard = streams.map(() => []);
                streams.forEach((stream, i) => stream.addEventListener('note', (e) => heard[i].push(e.data)));
                """);
        await().atMost(PATIENCE)
                .until(() -> (Boolean) browser.script("return streams.every((stream) => stream.readyState === 1)"));
        server.publish("many", "note", "to all");
        await().atMost(PATIENCE)
                .until(() -> (Boolean) browser.script("return heard.every((each) => each.join() === 'to all')"));
        assertThat(server.server().connections().snapshot().stream()
                        .filter(each -> each.protocol() == ConnectionInfo.Protocol.HTTP2)
                        .count())
                .isBetween(1L, 5L);
        browser.script("streams.forEach((stream) => stream.close())");
        await().atMost(PATIENCE).until(() -> server.server().fanout().subscriptions() == 1);
    }

    private static boolean asksForToken() {
        return shown("#sign-in");
    }

    /** Not while the page is still being built, either. */
    private static boolean shown(String selector) {
        return (Boolean) browser.script("return document.querySelector(arguments[0])?.hidden === false", selector);
    }

    private static String state() {
        return (String) browser.script("return document.querySelector('#state')?.dataset.state ?? ''");
    }
}
