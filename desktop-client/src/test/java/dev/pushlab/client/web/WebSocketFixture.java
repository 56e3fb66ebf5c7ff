package dev.pushlab.client.web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The WebSocket of the pages against the WHATWG WebSockets Standard and RFC 6455: page JavaScript in a real WebView,
 * a real server; a fresh page for each test. The topics together hold what docs/decisions/0003-webview-websocket.md
 * lists, in the same order. Where the WebView's own WebSocket works, the same tests hold for that; only {@link
 * WebSocketInterfaceIT#saysWhichImplementationIsInUse} tells them apart.
 */
abstract class WebSocketFixture {
    static TestSite site;
    static TestPage page;

    @BeforeAll
    static void openWindow() {
        site = new TestSite();
        site.page("/lib", """
                <script>
                const until = (target, type) => new Promise((done) => {
                  target.addEventListener(type, done, { once: true });
                });
                const address = (kind) => `ws://${location.host}/ws/${kind}`;
                const opened = async (kind = 'echo', protocols) => {
                  const socket = new WebSocket(address(kind), protocols);
                  await until(socket, 'open');
                  return socket;
                };
                const closing = ({ code, reason, wasClean }) => ({ code, reason, wasClean });
                const thrown = (action) => { try { action(); return 'nothing'; } catch (e) { return e.name; } };
                </script>""");
        page = new TestPage();
    }

    @AfterAll
    static void closeWindow() {
        page.close();
        site.close();
    }

    @BeforeEach
    void freshPage() {
        page.open(site.uri("/lib"));
    }

    /** Makes {@code socket} by the statement, and tells the events up to and including close. */
    static String failureOf(String make) {
        return page.run("""
                const log = [];
                let socket = %s;
                socket.addEventListener('open', () => log.push('open'));
                socket.addEventListener('error', (event) => log.push(event.type));
                const { type, code, wasClean, reason } = await until(socket, 'close');
                log.push(type, code, wasClean, `'${reason}'`);
                return log.join(' ');""".formatted(make)).asText();
    }
}
