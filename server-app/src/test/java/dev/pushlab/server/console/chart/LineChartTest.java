package dev.pushlab.server.console.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import dev.pushlab.server.console.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;
import javafx.scene.shape.Line;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What is drawn is where it should be, in the colours of the theme. */
@ExtendWith(ApplicationExtension.class)
class LineChartTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final History history = new History(11);
    private Appearance appearance;
    private LineChart chart;
    private Scene scene;

    @Start
    void start(Stage stage) {
        appearance = new Appearance(Console.messages(Messages.ENGLISH));
        chart = new LineChart(appearance.messages(), Duration.ofSeconds(10), 11);
        scene = new Scene(chart, 1280, 800);
        appearance.install(scene);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void aLineIsAsHighAsItsValueOnTheScale(FxRobot robot) {
        fill(0, 10, 20);
        Canvas canvas = draw(robot);
        double[] grid = grid(robot);

        assertThat(grid).as("the scale ends at 30").hasSize(4);
        assertThat(drawn(robot, canvas, 0.5, grid[2])).isTrue();
        assertThat(drawn(robot, canvas, 0.5, grid[1])).isFalse();
        assertThat(drawn(robot, canvas, 0.5, grid[3])).isFalse();
    }

    @Test
    void whatWasNotMeasuredIsNotDrawn(FxRobot robot) {
        fill(0, 2, 20);
        fill(8, 10, 20);
        Canvas canvas = draw(robot);
        double height = grid(robot)[2];

        assertThat(drawn(robot, canvas, 0.1, height)).isTrue();
        assertThat(drawn(robot, canvas, 0.5, height)).isFalse();
        assertThat(drawn(robot, canvas, 0.9, height)).isTrue();
    }

    @Test
    void whatIsNotKnownIsNotDrawn(FxRobot robot) {
        fill(0, 3, 20);
        fill(4, 6, Double.NaN);
        fill(7, 10, 20);
        Canvas canvas = draw(robot);
        double height = grid(robot)[2];

        assertThat(drawn(robot, canvas, 0.2, height)).isTrue();
        assertThat(drawn(robot, canvas, 0.5, height)).isFalse();
        assertThat(drawn(robot, canvas, 0.8, height)).isTrue();
    }

    @Test
    void aLoneValueIsADot(FxRobot robot) {
        fill(0, 4, Double.NaN);
        fill(5, 5, 20);
        fill(6, 10, Double.NaN);
        Canvas canvas = draw(robot);

        assertThat(drawn(robot, canvas, 0.5, grid(robot)[2])).isTrue();
    }

    @Test
    void coloursFollowTheTheme(FxRobot robot) {
        fill(0, 10, 20);
        Canvas canvas = draw(robot);
        Color light = colour(robot, canvas, 0.5, grid(robot)[2]);
        robot.interact(() -> appearance.setTheme(Theme.DARK));
        robot.interact(() -> {
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        });

        Color dark = colour(robot, canvas, 0.5, grid(robot)[2]);
        assertThat(light.getOpacity()).isGreaterThan(0.5);
        assertThat(dark.getOpacity()).isGreaterThan(0.5);
        assertThat(dark).isNotEqualTo(light);
    }

    private void fill(int from, int to, double value) {
        for (int second = from; second <= to; second++) {
            history.add(START.plusSeconds(second), Map.of("a", value));
        }
    }

    private Canvas draw(FxRobot robot) {
        robot.interact(() -> {
            chart.show(history, List.of("a"), Measure.COUNT);
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        });
        return (Canvas) chart.getChildrenUnmodifiable().stream()
                .filter(Canvas.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    /** The heights of the lines of the scale, from the bottom to the top. */
    private double[] grid(FxRobot robot) {
        double[][] found = new double[1][];
        robot.interact(() -> found[0] = chart.lookupAll(".chart-grid").stream()
                .mapToDouble(line -> -((Line) line).getStartY())
                .sorted()
                .map(y -> -y)
                .toArray());
        return found[0];
    }

    private boolean drawn(FxRobot robot, Canvas canvas, double along, double y) {
        return colour(robot, canvas, along, y).getOpacity() > 0.5;
    }

    /** @param along from 0 at the left end of the lines to 1 at their right end */
    private Color colour(FxRobot robot, Canvas canvas, double along, double y) {
        Color[] colour = new Color[1];
        robot.interact(() -> {
            Line line = (Line) chart.lookup(".chart-grid");
            double x = line.getStartX() + along * (line.getEndX() - line.getStartX());
            SnapshotParameters clear = new SnapshotParameters();
            clear.setFill(Color.TRANSPARENT);
            WritableImage picture = canvas.snapshot(clear, null);
            colour[0] = picture.getPixelReader().getColor((int) Math.round(x), (int) Math.floor(y));
        });
        return colour[0];
    }
}
