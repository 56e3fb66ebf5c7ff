package dev.pushlab.server.console.chart;

import dev.pushlab.fx.Messages;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;

/**
 * Lines over time, newest at the right, one colour and one pattern for each series. They are drawn from a {@link History}
 * into arrays that are made once; the palette's colours come from lines that are not seen, and so follow the theme.
 */
public final class LineChart extends Pane {
    /** As many lines as there are colours that can be told apart. */
    public static final int MAX_SERIES = 5;

    private static final int GRID_LINES = 4;
    private static final double MARGIN = 8;
    /** Between two points that are further apart than this there is no line. */
    private static final long GAP_MILLIS = 3_500;

    private final Messages messages;
    private final long window;
    private final Line[] grid = new Line[GRID_LINES];
    private final Label[] scale = new Label[GRID_LINES];
    private final Line[] styles = new Line[MAX_SERIES];
    private final Canvas canvas = new Canvas();
    private final double[] xs;
    private final double[] ys;
    private Supplier<String> words = () -> "";
    private History history = new History(1);
    private List<String> series = List.of();
    private Measure measure = Measure.COUNT;
    /** What the scale says at present. */
    private double shownTop = -1;

    private Measure shownMeasure;
    private Locale shownLanguage;

    /**
     * @param window how much time is shown
     * @param capacity of the histories that will be shown
     */
    public LineChart(Messages messages, Duration window, int capacity) {
        this.messages = messages;
        this.window = window.toMillis();
        this.xs = new double[capacity];
        this.ys = new double[capacity];
        getStyleClass().add("line-chart");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        for (int i = 0; i < GRID_LINES; i++) {
            grid[i] = new Line();
            grid[i].getStyleClass().add("chart-grid");
            scale[i] = new Label();
            scale[i].getStyleClass().addAll("chart-scale", "muted");
            getChildren().addAll(grid[i], scale[i]);
        }
        for (int i = 0; i < styles.length; i++) {
            styles[i] = style(i);
            styles[i].setManaged(false);
            styles[i].setOpacity(0);
            styles[i].strokeProperty().addListener(change -> requestLayout());
            getChildren().add(styles[i]);
        }
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        getChildren().add(canvas);
        messages.localeProperty().addListener(change -> requestLayout());
    }

    private static Line style(int index) {
        Line line = new Line();
        line.getStyleClass().addAll("chart-line", "data-" + (index + 1));
        return line;
    }

    /** What stands for the line with this index in a legend. */
    static Line swatch(int index) {
        Line line = style(index);
        line.getStyleClass().add("chart-swatch");
        line.setEndX(24);
        return line;
    }

    /** What is said in place of the picture, when somebody asks. */
    public void describe(Supplier<String> text) {
        words = text;
    }

    /**
     * @param from drawn as it is whenever the chart is laid out
     * @param lines at most {@link #MAX_SERIES}
     */
    public void show(History from, List<String> lines, Measure what) {
        history = from;
        series = lines;
        measure = what;
        requestLayout();
    }

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        return attribute == AccessibleAttribute.TEXT
                ? words.get()
                : super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    protected void layoutChildren() {
        double top = measure.top(most());
        write(top);
        double labelWidth = 0;
        for (Label each : scale) {
            each.autosize();
            labelWidth = Math.max(labelWidth, each.getWidth());
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
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        GraphicsContext pen = canvas.getGraphicsContext2D();
        pen.clearRect(0, 0, getWidth(), getHeight());
        for (int s = Math.min(series.size(), styles.length) - 1; s >= 0; s--) {
            draw(pen, s, left, right, bottom, height / top);
        }
    }

    /** The greatest value that will be drawn. */
    private double most() {
        double most = 0;
        for (int s = 0; s < series.size(); s++) {
            double value = history.most(series.get(s));
            most = value > most ? value : most;
        }
        return most;
    }

    private void write(double top) {
        if (top == shownTop && measure == shownMeasure && messages.getLocale().equals(shownLanguage)) {
            return;
        }
        shownTop = top;
        shownMeasure = measure;
        shownLanguage = messages.getLocale();
        for (int i = 0; i < GRID_LINES; i++) {
            scale[i].setText(measure.brief(messages, top * i / (GRID_LINES - 1)));
        }
    }

    private void draw(GraphicsContext pen, int line, double left, double right, double bottom, double perUnit) {
        pen.setStroke(styles[line].getStroke());
        pen.setFill(styles[line].getStroke());
        pen.setLineWidth(styles[line].getStrokeWidth());
        pen.setLineDashes(dashes(styles[line]));
        pen.setLineJoin(styles[line].getStrokeLineJoin());
        pen.setLineCap(styles[line].getStrokeLineCap());
        int size = history.size();
        long newest = size == 0 ? 0 : history.millis(size - 1);
        String name = series.get(line);
        long before = 0;
        int run = 0;
        for (int i = 0; i < size; i++) {
            long at = history.millis(i);
            double value = history.value(name, i);
            double x = right - (double) (newest - at) / window * (right - left);
            if (Double.isNaN(value) || x < left) {
                run = stroke(pen, run);
                continue;
            }
            if (at - before > GAP_MILLIS) {
                run = stroke(pen, run);
            }
            xs[run] = x;
            ys[run] = bottom - value * perUnit;
            run++;
            before = at;
        }
        stroke(pen, run);
    }

    private static double[] dashes(Line style) {
        double[] dashes = new double[style.getStrokeDashArray().size()];
        for (int i = 0; i < dashes.length; i++) {
            dashes[i] = style.getStrokeDashArray().get(i);
        }
        return dashes;
    }

    /** Draws what has been put down so far, a single point as a dot; returns that nothing is left. */
    private int stroke(GraphicsContext pen, int points) {
        if (points == 1) {
            double size = pen.getLineWidth() * 1.5;
            pen.fillOval(xs[0] - size / 2, ys[0] - size / 2, size, size);
        } else if (points > 1) {
            pen.strokePolyline(xs, ys, points);
        }
        return 0;
    }
}
