package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.ConsoleWiring;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.ticker.TickerSpec;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.scene.AccessibleAttribute;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The metrics before a real server with a data folder, a durable topic that is busy, and a reader. */
@ExtendWith(ApplicationExtension.class)
class ConsoleMetricsTest {
    private static final Topic STOCKS = new Topic("stocks");

    @TempDir
    static Path folder;

    private Path data;
    private PushlabServer server;
    private Console console;
    private Stage stage;
    private InputStream reader;

    @Start
    void start(Stage primary) throws Exception {
        data = Files.createTempDirectory(folder, "data");
        server = new PushlabServer(
                ServerOptions.defaults().withData(data).withTickers(List.of(new TickerSpec(STOCKS, 50))));
        server.start();
        server.hub()
                .configure(STOCKS, new TopicSettings(true, new Retention(1000, 1 << 20, Optional.empty())))
                .toCompletableFuture()
                .join();
        reader = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address("/topics/stocks/sse")).build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
        stage = primary;
        console = new Console(
                ConsoleWiring.services(server),
                LogFeed.attach(),
                new Appearance(Console.messages(Messages.ENGLISH)),
                1280,
                800);
        console.install(primary);
        primary.show();
    }

    @AfterEach
    void stop(FxRobot robot) throws Exception {
        reader.close();
        robot.interact(console::close);
        server.close();
    }

    @Test
    void isThereByKeyboardAndShowsWhatMovesAndHowTheServerIs(FxRobot robot) {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);

        await().untilAsserted(() -> {
            assertThat(legend(robot, "events")).anyMatch(text -> text.matches("delivered +[1-9].*/s"));
            assertThat(legend(robot, "connections")).containsExactly("Server-Sent Events  1");
            assertThat(legend(robot, "bytes-out")).anyMatch(text -> text.matches("Server-Sent Events +[1-9].*B/s"));
            assertThat(legend(robot, "commit-time")).anyMatch(text -> text.matches("99 % +[0-9.]+ ms"));
            assertThat(legend(robot, "commit-size")).anyMatch(text -> text.matches("events +[1-9].*"));
            assertThat(legend(robot, "memory")).anyMatch(text -> text.matches("heap +[1-9].*B"));
        });
        assertThat(badge(robot, "#health-status").getText()).isEqualTo("Healthy");
        assertThat(badge(robot, "#health-storage").getText()).isEqualTo("Disk: fine");
        assertThat(badge(robot, "#health-storage").toneProperty().get()).isEqualTo(StatusBadge.Tone.OK);
        assertThat(spoken(robot, "events"))
                .startsWith("Events. published: now ")
                .contains("at most");
        assertThat(spoken(robot, "slow")).isEqualTo("Slow subscribers. Nobody fell behind in these minutes.");
    }

    @Test
    void isHeldAndGoesOn(FxRobot robot) {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);
        await().until(() -> !legend(robot, "memory").isEmpty());
        robot.push(KeyCode.CONTROL, KeyCode.P);
        assertThat(badge(robot, "#metrics-held").isVisible()).isTrue();
        assertThat(((Labeled) robot.lookup("#metrics-pause").query()).getText()).isEqualTo("Go on");
        String held = spoken(robot, "memory");
        settle(robot);
        picture("console-metrics-held");
        long events = events();
        await().until(() -> events() > events + 100);
        assertThat(spoken(robot, "memory")).isEqualTo(held);

        // A chart that has the focus is held, and let go of, with the space bar.
        robot.interact(() -> robot.lookup("#chart-memory .line-chart").query().requestFocus());
        robot.push(KeyCode.SPACE);
        assertThat(badge(robot, "#metrics-held").isVisible()).isFalse();
        await().until(() -> !spoken(robot, "memory").equals(held));
    }

    @Test
    void theTableSaysTheSameInFigures(FxRobot robot) {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);
        robot.clickOn("#metrics-table");
        TableView<?> rows = robot.lookup("#metrics-rows").queryAs(TableView.class);
        await().until(() -> !rows.getItems().isEmpty());
        await().untilAsserted(() -> assertThat(cells(robot)).contains("published", "delivered", "heap"));
        assertThat(robot.lookup("#chart-events").query().getParent().isVisible())
                .isFalse();
        settle(robot);
        picture("console-metrics-table");
        robot.clickOn("#metrics-charts");
        assertThat(robot.lookup("#chart-events").query().getParent().isVisible())
                .isTrue();
    }

    @Test
    void theAddressThatIsCopiedIsWhereTheFiguresAre(FxRobot robot) throws Exception {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);
        robot.clickOn("#copy-metrics");
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());

        assertThat(copied[0]).isEqualTo(address("/metrics").toString());
        assertThat(HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(copied[0])).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("pushlab_topic_events_total{topic=\"stocks\"}");
    }

    @Test
    void aDiskThatIsGoneIsToldWithWhatToDo(FxRobot robot) throws Exception {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);
        await().until(() -> badge(robot, "#health-status").getText().equals("Healthy"));
        Path topics = data.resolve("topics");
        Path away = data.resolve("away");
        Files.move(topics, away);

        await().until(() -> badge(robot, "#health-status").getText().equals("Needs attention"));
        assertThat(badge(robot, "#health-storage").getText()).isEqualTo("Disk: not writable");
        assertThat(badge(robot, "#health-storage").toneProperty().get()).isEqualTo(StatusBadge.Tone.BAD);
        assertThat(labels(robot, "#health-reasons .label"))
                .anyMatch(text -> text.startsWith("The data folder cannot be reached"));
        assertThat(labels(robot, "#nav-metrics .nav-count")).containsExactly("attention");
        for (int percent : new int[] {100, 200}) {
            robot.interact(() -> console.appearance().scale().setPercent(percent));
            settle(robot);
            picture("console-metrics-disk-gone-" + percent);
            assertThat(clipped(robot)).isEmpty();
        }
        Files.move(away, topics);
        await().until(() -> badge(robot, "#health-status").getText().equals("Healthy"));
    }

    @Test
    void nothingIsCutOffAnywhereInEitherLanguageAndAtAnySize(FxRobot robot) {
        robot.push(KeyCode.ALT, KeyCode.DIGIT5);
        await().until(() -> legend(robot, "commit-time").size() == 2);
        List<String> cut = new ArrayList<>();
        for (int[] size : new int[][] {{1280, 800, 100}, {1024, 640, 150}, {1024, 640, 200}}) {
            robot.interact(() -> {
                stage.setWidth(size[0]);
                stage.setHeight(size[1]);
                console.appearance().scale().setPercent(size[2]);
            });
            for (Theme theme : Theme.values()) {
                for (Locale language : List.of(Messages.ENGLISH, Messages.CHINESE)) {
                    robot.interact(() -> {
                        console.appearance().setTheme(theme);
                        console.appearance().messages().setLocale(language);
                    });
                    settle(robot);
                    String name = "console-metrics-busy-%s-%s-%d-%d".formatted(language, theme.id(), size[0], size[2]);
                    picture(name);
                    clipped(robot).forEach(each -> cut.add(name + ": " + each));
                }
            }
        }
        assertThat(cut).isEmpty();
    }

    private long events() {
        return server.hub().topics().get(0).events();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }

    private static List<String> legend(FxRobot robot, String chart) {
        return labels(robot, "#chart-" + chart + " .chart-legend .label");
    }

    private static List<String> labels(FxRobot robot, String query) {
        List<String> texts = new ArrayList<>();
        robot.interact(() -> robot.lookup(query).queryAllAs(Label.class).forEach(label -> texts.add(label.getText())));
        return texts;
    }

    private static List<String> cells(FxRobot robot) {
        List<String> texts = new ArrayList<>();
        robot.interact(() -> robot.lookup("#metrics-rows .table-cell")
                .queryAllAs(Labeled.class)
                .forEach(cell -> texts.add(cell.getText())));
        return texts;
    }

    private static String spoken(FxRobot robot, String chart) {
        Node lines = robot.lookup("#chart-" + chart + " .line-chart").queryAs(LineChart.class);
        String[] text = new String[1];
        robot.interact(() -> text[0] = (String) lines.queryAccessibleAttribute(AccessibleAttribute.TEXT));
        return text[0];
    }

    private static StatusBadge badge(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(StatusBadge.class);
    }

    private List<String> clipped(FxRobot robot) {
        List<String> found = new ArrayList<>();
        robot.interact(() -> {
            console.scene().getRoot().applyCss();
            console.scene().getRoot().layout();
            ClippedText.find(console.scene().getRoot()).forEach(each -> found.add(each.toString()));
        });
        return found;
    }

    /** Layout may need several passes: what one of them finds out changes the next. */
    private void settle(FxRobot robot) {
        for (int pass = 0; pass < 4; pass++) {
            robot.interact(() -> {
                console.scene().getRoot().applyCss();
                console.scene().getRoot().layout();
            });
        }
    }

    private void picture(String name) {
        Screenshots.save(console.scene(), Path.of("target", "screenshots", name + ".png"))
                .toCompletableFuture()
                .join();
    }
}
