package dev.pushlab.server.console.overview;

import dev.pushlab.fx.Messages;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polyline;

/**
 * Lines over the last minute, one colour for each series, newest at the right. Nodes rather than a canvas, so that the
 * palette's colours hold and follow the theme.
 */
final class RateChart extends Pane {
    private static final int GRID_LINES = 4;
    private static final double MARGIN = 8;

    private final Messages messages;
    private final Line[] grid = new Line[GRID_LINES];
    private final Label[] scale = new Label[GRID_LINES];
    private final Polyline[] lines = new Polyline[OverviewViewModel.MAX_SERIES];
    private OverviewViewModel.Chart chart = OverviewViewModel.Chart.EMPTY;

    RateChart(Messages messages) {
        this.messages = messages;
        getStyleClass().add("rate-chart");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        for (int i = 0; i < GRID_LINES; i++) {
            grid[i] = new Line();
            grid[i].getStyleClass().add("chart-grid");
            scale[i] = new Label();
            scale[i].getStyleClass().addAll("chart-scale", "muted");
            getChildren().addAll(grid[i], scale[i]);
        }
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new Polyline();
            lines[i].getStyleClass().addAll("chart-line", "data-" + (i + 1));
            lines[i].setManaged(false);
            getChildren().add(lines[i]);
        }
        messages.localeProperty().addListener(change -> requestLayout());
    }

    void show(OverviewViewModel.Chart next) {
        chart = next;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double top = top(chart.points());
        double labelWidth = 0;
        for (int i = 0; i < GRID_LINES; i++) {
            scale[i].setText(text(top * i / (GRID_LINES - 1)));
            scale[i].autosize();
            labelWidth = Math.max(labelWidth, scale[i].getWidth());
        }
        double left = MARGIN + labelWidth + MARGIN;
        double right = getWidth() - MARGIN;
        double half = scale[0].getHeight() / 2;
        double bottom = getHeight() - MARGIN - half;
        double height = bottom - MARGIN - half;
        for (int i = 0; i < GRID_LINES; i++) {
            double y = Math.round(bottom - height * i / (GRID_LINES - 1)) + 0.5;
            grid[i].setStartX(left);
            grid[i].setEndX(right);
            grid[i].setStartY(y);
            grid[i].setEndY(y);
            scale[i].relocate(left - MARGIN - scale[i].getWidth(), y - half);
        }
        double step = (right - left) / (RateHistory.SECONDS - 1);
        int count = chart.points().size();
        for (int s = 0; s < lines.length; s++) {
            boolean used = s < chart.series().size() && count > 1;
            lines[s].setVisible(used);
            if (!used) {
                continue;
            }
            Double[] coordinates = new Double[count * 2];
            for (int i = 0; i < count; i++) {
                coordinates[2 * i] = right - (count - 1 - i) * step;
                coordinates[2 * i + 1] = bottom - height * chart.points().get(i)[s] / top;
            }
            lines[s].getPoints().setAll(coordinates);
        }
    }

    private String text(double value) {
        return chart.measure() == OverviewViewModel.Measure.EVENTS
                ? messages.number(value, value < 10 ? 1 : 0)
                : messages.bytes(Math.round(value));
    }

    /** The top of the scale: the next of 1, 2, 3, 6 times a power of ten, so that thirds of it are short numbers. */
    static double top(List<double[]> points) {
        double most = 1;
        for (double[] point : points) {
            for (double value : point) {
                most = Math.max(most, value);
            }
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1.5, 3, 6, 9, 15}) {
            if (most <= step * power) {
                return step * power;
            }
        }
        return 15 * power;
    }
}
