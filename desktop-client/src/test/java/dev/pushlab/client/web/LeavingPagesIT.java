package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.fx.FxTestThread;
import dev.pushlab.server.PushlabServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server's pages, left while what they wait for does not come. A page can freeze the FX thread for good when it is
 * left (decision 0004), so nothing here waits for that thread without limit.
 */
class LeavingPagesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> FOLDERS =
            Map.of("short-polling", "shortpolling", "long-polling", "longpolling");

    private final TestSite site = new TestSite();
    private WebViewHost host;

    @BeforeEach
    void open() {
        FxTestThread.run(() -> {
            host = new WebViewHost(FxTestThread.executor());
            Stage stage = new Stage();
            stage.setScene(new Scene(host, 800, 600));
            stage.show();
        });
    }

    @AfterEach
    void close() {
        Platform.runLater(() -> {
            host.getScene().getWindow().hide();
            host.close();
        });
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "short-polling", "long-polling", "sse", "websocket"})
    void aPageIsLeftWhileItWaitsForItsWords(String technique) throws Exception {
        site.files(path -> resource(technique, path));
        String words = "/techniques/" + technique + "/messages";
        site.silent(words);
        for (int visit = 1; visit <= 3; visit++) {
            int times = visit;
            onFx(() -> host.load(site.uri("/techniques/" + technique + "/")));
            await().atMost(LIMIT)
                    .until(() -> site.requests.stream()
                                    .filter(request -> request.startsWith(words))
                                    .count()
                            == times);
            onFx(() -> host.load(site.uri("/")));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(onFx(() -> {}))
                            .isInstanceOfSatisfying(
                                    PageState.Loaded.class,
                                    now -> assertThat(now.uri().getPath()).isEqualTo("/")));
        }
    }

    /** @return the state after the action */
    private PageState onFx(Runnable action) throws Exception {
        CompletableFuture<PageState> after = new CompletableFuture<>();
        Platform.runLater(() -> {
            action.run();
            after.complete(host.state().get());
        });
        return after.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** As the server's own listener maps them. */
    private static Optional<String> resource(String technique, String path) {
        String folder = "technique/" + FOLDERS.getOrDefault(technique, technique) + "/";
        String page = "/techniques/" + technique + "/";
        if (path.startsWith("/web/")) {
            return read(path.substring(1));
        }
        if (path.equals(page)) {
            return read(folder + "page.html").or(() -> read("web/lesson.html"));
        }
        return path.startsWith(page) ? read(folder + path.substring(page.length())) : Optional.empty();
    }

    private static Optional<String> read(String name) {
        try (InputStream in = PushlabServer.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
