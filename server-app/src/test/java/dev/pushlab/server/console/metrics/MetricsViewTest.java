package dev.pushlab.server.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.console.Console;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.live.Measured;
import dev.pushlab.server.metrics.Figures;
import dev.pushlab.server.metrics.Health;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The screen with five full minutes in it, and with everything wrong that can be. */
@ExtendWith(ApplicationExtension.class)
class MetricsViewTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final State<Measured> source = new State<>(new Measured(START, Optional.empty(), Optional.empty()));
    private Appearance appearance;
    private MetricsViewModel model;
    private Scene scene;

    @Start
    void start(Stage stage) {
        appearance = new Appearance(Console.messages(Messages.ENGLISH));
        model = new MetricsViewModel("127.0.0.1:8080", source, new FxBridge(Runnable::run));
        ScrollPane page = new ScrollPane(new MetricsView(appearance.messages(), model, id -> id));
        page.setFitToWidth(true);
        scene = new Scene(page, 1280, 800);
        appearance.install(scene);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void fiveFullMinutes(FxRobot robot) {
        for (int second = 0; second < Tracks.POINTS + 10; second++) {
            Measured reading = busy(second);
            robot.interact(() -> source.set(reading));
        }
        for (Theme theme : Theme.values()) {
            robot.interact(() -> appearance.setTheme(theme));
            settle(robot, "metrics-full-" + theme.id());
        }
        robot.interact(() -> {
            for (Chart chart : Chart.values()) {
                assertThat(chart.drawn()
                                && scene.lookup("#chart-" + chart.id() + " .nothing")
                                        .isVisible())
                        .as(chart.name())
                        .isFalse();
            }
            assertThat(scene.lookup("#chart-connections").lookupAll(".chart-legend .label"))
                    .as("seven techniques, and as many lines as colours")
                    .hasSize(LineChart.MAX_SERIES);
        });
    }

    @Test
    void tellsThatItMeasuresAndWhatIsNotKnown(FxRobot robot) {
        robot.interact(() -> {
            assertThat(((Label) scene.lookup("#health-status")).getText()).isEqualTo("Not known");
            assertThat(((Label) scene.lookup("#health-storage")).getText()).isEqualTo("Disk: not known");
            assertThat(((Label) scene.lookup("#chart-memory .nothing")).getText())
                    .isEqualTo("Measuring…");
            assertThat(scene.lookup("#health-reasons").isVisible()).isTrue();
        });
        settle(robot, "metrics-unknown");
    }

    @Test
    void everyReasonIsToldInBothLanguages(FxRobot robot) {
        for (Health.Condition storage : Health.Condition.values()) {
            Health.Report report = new Health.Report(
                    Health.Status.STOPPING,
                    Duration.ofHours(30),
                    7,
                    3,
                    2,
                    Map.of(
                            Health.Part.HUB, Health.Condition.CLOSED,
                            Health.Part.STORAGE, storage,
                            Health.Part.LOOPS, Health.Condition.STALLED,
                            Health.Part.CONNECTIONS, Health.Condition.FULL));
            for (boolean chinese : new boolean[] {false, true}) {
                robot.interact(() -> {
                    appearance.messages().setLocale(chinese ? Messages.CHINESE : Messages.ENGLISH);
                    source.set(new Measured(START.plusSeconds(1), Optional.of(reading(0)), Optional.of(report)));
                });
                robot.interact(() -> assertThat(scene.lookup("#health-reasons").lookupAll(".label"))
                        .hasSize(storage.fine() ? 3 : 4)
                        .allSatisfy(label -> assertThat(((Label) label).getText())
                                .doesNotContain("console.")
                                .hasSizeGreaterThan(10)));
                settle(robot, "metrics-reasons-" + storage.word() + (chinese ? "-zh" : ""));
            }
        }
    }

    private void settle(FxRobot robot, String name) {
        for (int pass = 0; pass < 4; pass++) {
            robot.interact(() -> {
                scene.getRoot().applyCss();
                scene.getRoot().layout();
            });
        }
        robot.interact(
                () -> assertThat(ClippedText.find(scene.getRoot())).as(name).isEmpty());
        Screenshots.save(scene, Path.of("target", "screenshots", name + ".png"))
                .toCompletableFuture()
                .join();
    }

    private static Measured busy(int second) {
        return new Measured(
                START.plusSeconds(second),
                Optional.of(reading(second)),
                Optional.of(new Health.Report(
                        Health.Status.OK,
                        Duration.ofSeconds(second),
                        7,
                        40,
                        3,
                        Map.of(Health.Part.HUB, Health.Condition.OK, Health.Part.STORAGE, Health.Condition.OK))));
    }

    /** Grows steadily with waves on it. */
    private static Figures reading(int second) {
        double wave = 40 * Math.sin(second / 20.0);
        double flutter = 5 * Math.sin(second * 1.7);
        double published = 200.0 * second + 20 * wave + flutter;
        Map<String, Double> connections = new TreeMap<>();
        Map<String, Double> out = new TreeMap<>();
        int rank = 1;
        for (String technique :
                Arrays.asList("sse", "websocket", "long-polling", "short-polling", "binary", "reverse", "none")) {
            connections.put(technique, (double) Math.max(1, 12 * rank + Math.round(wave / rank)));
            out.put(technique, 9_000.0 * rank * second + 2_000 * wave);
            rank++;
        }
        return new Figures(
                published,
                4 * published,
                new Figures.Slow(second / 30, 3 * (second / 40) * 40, second / 7, second / 100),
                connections,
                out,
                out,
                Optional.of(new Figures.Commits(
                        40.0 * second,
                        published,
                        0,
                        0.1 * second + 0.02 * Math.sin(second),
                        new TreeMap<>(Map.of(
                                0.0025, 30.0 * second, 0.005, 38.0 * second, Double.POSITIVE_INFINITY, 40.0 * second)),
                        1024,
                        4e9)),
                new Figures.Memory(1e8 + 1e6 * (second % 60), 4e9, 3e7),
                new Figures.Collections(second / 5, 0.004 * (second / 10)),
                second % 3,
                0.0004 + 0.0002 * Math.sin(second));
    }
}
