package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.AdaptiveRow;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Columns;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import javafx.beans.binding.StringBinding;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What {@code GET /metrics} and {@code GET /health} say, with charts or a table of the last minutes. */
public final class MetricsView extends VBox {
    private static final KeyCombination PAUSE = new KeyCodeCombination(KeyCode.P, KeyCombination.SHORTCUT_DOWN);

    private final Messages messages;
    private final MetricsViewModel model;
    private final Words words;

    /** @param title of a technique's id, in the language of the moment */
    public MetricsView(Messages messages, MetricsViewModel model, UnaryOperator<String> title) {
        this.messages = messages;
        this.model = model;
        this.words = new Words(messages, title);
        getStyleClass().addAll("screen", "metrics");
        Strips strips = new Strips(messages, model, words);
        AdaptiveRow top = new AdaptiveRow(10, new double[] {1, 1}, new HealthCard(messages, model), strips);
        CardGrid charts = new CardGrid(Arrays.stream(Chart.values())
                .filter(Chart::drawn)
                .map(chart -> new ChartCard(messages, chart, model, words))
                .toList());
        charts.managedProperty().bind(charts.visibleProperty());
        charts.visibleProperty().bind(model.tableProperty().not());
        Card table = new Card().fill(table());
        table.managedProperty().bind(table.visibleProperty());
        table.visibleProperty().bind(model.tableProperty());
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().addAll(top, tools(), charts, table);
        // Buttons use it up themselves, so that here it comes from a chart or the table.
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE) {
                toggle();
                event.consume();
            }
        });
    }

    private void toggle() {
        model.pausedProperty().set(!model.pausedProperty().get());
    }

    private Node tools() {
        Label span = new Label();
        span.getStyleClass().add("strong");
        span.setMinWidth(USE_PREF_SIZE);
        span.textProperty().bind(messages.bind("console.metrics.span", Tracks.WINDOW.toMinutes()));
        StatusBadge held = new StatusBadge();
        held.setId("metrics-held");
        held.toneProperty().set(StatusBadge.Tone.WARN);
        held.wordProperty()
                .bind(messages.compute(
                        () -> messages.get(
                                "console.metrics.held",
                                messages.clock(model.shownAtProperty().get()).substring(0, 8)),
                        model.shownAtProperty()));
        held.visibleProperty().bind(model.pausedProperty());
        held.managedProperty().bind(held.visibleProperty());
        Button pause = new Button();
        pause.setId("metrics-pause");
        pause.setMinWidth(USE_PREF_SIZE);
        pause.graphicProperty().bind(model.pausedProperty().map(now -> Icons.of(now ? Feather.PLAY : Feather.PAUSE)));
        pause.textProperty().bind(pauseText(""));
        Accessibles.describe(pause, messages, pauseText(".tip"), PAUSE);
        Accessibles.key(pause, PAUSE, this::toggle);
        pause.setOnAction(event -> toggle());
        HBox left = new HBox(12, span, held);
        left.setAlignment(Pos.CENTER_LEFT);
        HBox right = new HBox(8, pause, forms());
        right.setAlignment(Pos.CENTER_LEFT);
        FlowPane tools = new FlowPane(16, 4, left, right);
        tools.getStyleClass().add("metrics-tools");
        tools.setAlignment(Pos.CENTER_LEFT);
        return tools;
    }

    private StringBinding pauseText(String suffix) {
        return messages.compute(
                () -> messages.get(
                        (model.pausedProperty().get() ? "console.metrics.resume" : "console.metrics.pause") + suffix),
                model.pausedProperty());
    }

    private HBox forms() {
        HBox box = new HBox();
        box.getStyleClass().add("segmented");
        ToggleGroup group = new ToggleGroup();
        for (boolean table : new boolean[] {false, true}) {
            String key = table ? "console.metrics.table" : "console.metrics.charts";
            ToggleButton button = new ToggleButton();
            button.setId(table ? "metrics-table" : "metrics-charts");
            button.setMinWidth(USE_PREF_SIZE);
            button.getStyleClass().add(table ? "right-pill" : "left-pill");
            button.textProperty().bind(messages.bind(key));
            Accessibles.describe(button, messages.bind(key + ".tip"));
            button.setToggleGroup(group);
            button.setSelected(model.tableProperty().get() == table);
            button.setOnAction(event -> {
                button.setSelected(true);
                model.tableProperty().set(table);
            });
            box.getChildren().add(button);
        }
        return box;
    }

    private TableView<SeriesRow> table() {
        TableView<SeriesRow> table = new TableView<>(model.rows());
        table.setId("metrics-rows");
        Rows.keepSelection(table, SeriesRow::key);
        table.accessibleTextProperty().bind(messages.bind("console.nav.metrics"));
        table.setPlaceholder(new StackPane(new EmptyState(
                Feather.BAR_CHART_2,
                messages.bind("console.metrics.measuring"),
                messages.bind("console.metrics.measuring.hint"))));
        table.getColumns()
                .setAll(List.of(
                        Columns.text(messages.bind("console.metrics.column.chart"), row -> words.chart(row.chart())),
                        Columns.text(
                                messages.bind("console.metrics.column.series"),
                                row -> words.series(row.chart(), row.series())),
                        Columns.figures(
                                messages.bind("console.metrics.column.now"),
                                row -> words.value(row.chart(), row.now())),
                        Columns.optional(
                                2,
                                Columns.figures(
                                        messages.bind("console.metrics.column.mean"),
                                        row -> words.value(row.chart(), row.mean()))),
                        Columns.optional(
                                1,
                                Columns.figures(
                                        messages.bind("console.metrics.column.most"),
                                        row -> words.value(row.chart(), row.most())))));
        Columns.shares(table, 0.32, 0.26, 0.14, 0.14, 0.14);
        messages.localeProperty().addListener(change -> table.refresh());
        return table;
    }
}
