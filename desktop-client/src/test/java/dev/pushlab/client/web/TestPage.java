package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.client.fx.FxTestThread;
import java.net.URI;
import java.time.Duration;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** A WebViewHost in a window, driven from a test's thread. */
final class TestPage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    final WebViewHost host;
    private final Stage stage;

    TestPage() {
        host = FxTestThread.call(() -> new WebViewHost(FxTestThread.executor()));
        stage = FxTestThread.call(() -> {
            Stage window = new Stage();
            window.setScene(new Scene(host, 640, 480));
            window.show();
            return window;
        });
    }

    void open(URI uri) {
        load(uri);
        await("the page at " + uri)
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(host.state().get()).isInstanceOf(PageState.Loaded.class));
    }

    void load(URI uri) {
        FxTestThread.run(() -> host.load(uri));
    }

    /** Runs the body of an async JavaScript function and returns what it returns, through JSON. */
    JsonNode run(String body) {
        FxTestThread.run(() -> host.executeScript("window.testResult = undefined; (async () => {" + body + "})().then("
                + "(v) => { window.testResult = JSON.stringify({ value: v === undefined ? null : v }); },"
                + "(e) => { window.testResult = JSON.stringify({ error: String(e) }); });"));
        Object[] result = new Object[1];
        await("the page's script")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    result[0] = FxTestThread.call(() -> host.executeScript("window.testResult"));
                    return result[0] instanceof String s && !s.equals("undefined");
                });
        try {
            JsonNode node = JSON.readTree((String) result[0]);
            assertThat(node.path("error").asText("")).isEmpty();
            return node.get("value");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        FxTestThread.run(() -> {
            host.close();
            stage.close();
        });
    }
}
