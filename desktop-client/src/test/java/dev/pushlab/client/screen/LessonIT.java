package dev.pushlab.client.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.client.web.WebViewHost;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The lesson of a technique that the client receives itself, beside its events. */
@ExtendWith(ApplicationExtension.class)
class LessonIT {
    private static final String WORDS = "document.body.innerText";

    @TempDir
    static Path data;

    private Rig rig;

    @Start
    void start(Stage stage) throws Exception {
        rig = new Rig(data.resolve(Long.toString(System.nanoTime())));
        rig.startServer("server", options -> options);
        rig.open(stage, ConnectOptions.DEFAULT);
    }

    @AfterEach
    void stop(FxRobot robot) {
        rig.close(robot);
    }

    @Test
    void there_is_none_and_no_web_view_before_there_is_a_catalog(FxRobot robot) {
        rig.size(robot, 1280, 800);
        assertThat(rig.isShown(robot, "#lesson")).isFalse();
        assertThat(rig.isShown(robot, "#lesson-toggle")).isFalse();
        robot.push(KeyCode.SHIFT, KeyCode.F1);
        assertThat(rig.isShown(robot, "#lesson")).isFalse();
        assertThat(hosts(robot)).isZero();
    }

    @Test
    void it_stands_beside_the_events_of_both_native_rooms_where_there_is_room(FxRobot robot) throws Exception {
        rig.size(robot, 1280, 800);
        rig.connect(robot);
        awaitWords(WORDS, "binary");
        assertThat(rig.isShown(robot, "#events")).isTrue();
        double share =
                Rig.onFx(() -> robot.lookup("#lesson").query().getLayoutBounds().getWidth()
                        / robot.lookup("#native-title")
                                .query()
                                .getParent()
                                .getParent()
                                .getLayoutBounds()
                                .getWidth());
        assertThat(share).isBetween(0.25, 0.35);
        rig.pictures(robot, "lesson-binary");
        String binary = words();
        robot.interact(() -> window().navigation().select(NavViewModel.REVERSE));
        await().atMost(Rig.LIMIT)
                .until(() -> Rig.onFx(() -> rig.window.lesson().isLoaded()) && !words().equals(binary));
        rig.pictures(robot, "lesson-reverse");
    }

    @Test
    void it_follows_language_theme_and_size(FxRobot robot) {
        rig.size(robot, 1280, 800);
        rig.connect(robot);
        awaitWords(WORDS, "binary");
        rig.look(robot, Messages.CHINESE, Theme.DARK, 110);
        awaitWords("document.documentElement.lang", "zh");
        awaitWords("document.documentElement.dataset.theme", "dark");
        double zoom = Rig.onFx(() -> robot.lookup((javafx.scene.Node node) -> node instanceof WebViewHost)
                .<WebViewHost>query()
                .zoom());
        assertThat(zoom).isEqualTo(1.1);
    }

    @Test
    void where_it_is_narrow_a_toggle_shows_it_in_place_of_the_events(FxRobot robot) throws Exception {
        rig.size(robot, 1024, 640);
        rig.connect(robot);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#lesson-toggle"));
        assertThat(rig.isShown(robot, "#lesson")).isFalse();
        assertThat(hosts(robot)).isZero();
        ToggleButton toggle = robot.lookup("#lesson-toggle").query();
        assertThat(toggle.getTooltip().getText())
                .contains("Show how this technique works")
                .contains("F1");
        assertThat(toggle.getAccessibleText()).isEqualTo(toggle.getTooltip().getText());
        robot.push(KeyCode.SHIFT, KeyCode.F1);
        awaitWords(WORDS, "binary");
        assertThat(rig.isShown(robot, "#events")).isFalse();
        assertThat(toggle.getAccessibleText()).contains("Hide");
        rig.pictures(robot, "lesson-narrow");
        robot.clickOn("#lesson-toggle");
        assertThat(rig.isShown(robot, "#events")).isTrue();
        assertThat(Rig.onFx(() -> rig.window.lesson().isLoaded())).isFalse();
        rig.size(robot, 1280, 800);
        await().atMost(Rig.LIMIT).until(() -> rig.isShown(robot, "#lesson"));
    }

    @Test
    void it_is_released_when_another_screen_is_shown(FxRobot robot) {
        rig.size(robot, 1280, 800);
        rig.connect(robot);
        awaitWords(WORDS, "binary");
        robot.interact(() -> window().navigation().select(NavViewModel.KEYS));
        assertThat(Rig.onFx(() -> rig.window.lesson().isLoaded())).isFalse();
        assertThat(Rig.onFx(() -> rig.window.lesson().evaluate(WORDS))).isEqualTo(Optional.empty());
        robot.interact(() -> window().navigation().select(NavViewModel.BINARY));
        awaitWords(WORDS, "binary");
    }

    @Test
    void whose_web_socket_the_pages_have_is_said_only_where_it_matters(FxRobot robot) {
        rig.connect(robot);
        open(robot, "websocket");
        await().atMost(Rig.LIMIT)
                .until(() -> Rig.text(robot, "#websocket-implementation").startsWith("WebSocket"));
        open(robot, "short-polling");
        assertThat(Rig.text(robot, "#websocket-implementation")).isEmpty();
    }

    private void open(FxRobot robot, String id) {
        robot.interact(() -> window().navigation().select(id));
        await(id).atMost(Rig.LIMIT).until(() -> Rig.onFx(() -> window().page().isLoaded(id)));
    }

    private ClientWindow window() {
        return rig.window;
    }

    private String words() {
        return Rig.onFx(
                () -> rig.window.lesson().evaluate(WORDS).map(String::valueOf).orElse(""));
    }

    private void awaitWords(String script, String part) {
        await(script + " has " + part)
                .atMost(Rig.LIMIT)
                .until(() -> Rig.onFx(() -> rig.window.lesson().evaluate(script))
                        .map(String::valueOf)
                        .filter(words -> words.contains(part))
                        .isPresent());
    }

    private static int hosts(FxRobot robot) {
        return Rig.onFx(() -> robot.lookup((javafx.scene.Node node) -> node instanceof WebViewHost)
                .queryAll()
                .size());
    }
}
