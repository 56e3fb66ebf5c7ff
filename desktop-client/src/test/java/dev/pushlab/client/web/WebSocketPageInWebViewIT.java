package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the WebSocket page shows of its connection, where that is one of the Java bridge. */
class WebSocketPageInWebViewIT {
    private final List<ConsoleMessage> complaints = new CopyOnWriteArrayList<>();
    private PushlabServer server;
    private TestPage page;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
        page = new TestPage();
        page.host.console().subscribe(line -> {
            if (!line.level().equals("log") && !line.level().equals("info")) {
                complaints.add(line);
            }
        });
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
        assertThat(complaints).as("what the page's console complains of").isEmpty();
    }

    @Test
    void looksIntoAConnectionOfTheBridge() {
        page.open(URI.create("http://127.0.0.1:" + server.httpAddress().getPort()
                + "/techniques/websocket/?embed=1&lang=en&topic=inside"));
        eventually(() -> assertThat(page.run("return document.getElementById('state')?.dataset.state ?? '';")
                        .asText())
                .isEqualTo("live"));
        page.run("document.getElementById('deflate').checked = true; document.getElementById('inspect').click();");

        // There is no crypto.subtle here: the page has a SHA-1 of its own.
        eventually(() -> assertThat(text("accept-verdict")).startsWith("The same"));
        assertThat(text("accept-computed")).isEqualTo(text("accept-came")).hasSize(28);
        assertThat(text("handshake-request")).contains("sec-websocket-key: " + text("accept-key"));
        boolean bridge = page.host.webSocketImplementation().join() == WebSocketImplementation.BRIDGE;
        if (bridge) {
            assertThat(text("handshake-request")).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            assertThat(text("deflate-agreed")).startsWith("No extension");
        }
        assertThat(page.run("return document.querySelector('#workbench > p:nth-of-type(2)').hidden;")
                        .asBoolean())
                .isEqualTo(!bridge);

        page.run("document.getElementById('ping-server').click();");
        eventually(() -> assertThat(text("round-trip")).contains("ping and pong"));
        page.run("document.getElementById('frames-show').click();");
        eventually(() -> assertThat(text("frames")).contains("ping", "pong", "MASK"));

        page.run("""
                document.getElementById('close-server-code').value = '1013';
                document.getElementById('close-reason').value = '稍后';
                document.getElementById('close-server').click();""");
        eventually(() ->
                assertThat(text("close-result")).isEqualTo("Arrived: code 1013, reason 稍后, by a closing handshake"));
        eventually(() -> assertThat(text("accept-verdict")).startsWith("The same"));
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }

    private String text(String id) {
        return page.run("return document.getElementById('" + id + "')?.textContent ?? '';")
                .asText();
    }
}
