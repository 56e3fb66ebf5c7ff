package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.Card;
import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.chart.History;
import dev.pushlab.server.console.chart.Legend;
import dev.pushlab.server.console.chart.LineChart;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** One chart: its lines, what each says now, or why there is nothing. */
final class ChartCard extends StackPane {
    private final Chart chart;
    private final MetricsViewModel model;
    private final Words words;
    private final LineChart lines;
    private final Legend legend = new Legend();
    private final Label nothing = new Label();

    ChartCard(Messages messages, Chart chart, MetricsViewModel model, Words words) {
        this.chart = chart;
        this.model = model;
        this.words = words;
        getStyleClass().add("metric-card");
        setId("chart-" + chart.id());
        lines = new LineChart(messages, Tracks.WINDOW, Tracks.POINTS);
        lines.setFocusTraversable(true);
        lines.setOnMousePressed(event -> lines.requestFocus());
        lines.describe(this::spoken);
        legend.setMinHeight(Region.USE_PREF_SIZE);
        nothing.getStyleClass().addAll("muted", "small", "nothing");
        nothing.setWrapText(true);
        nothing.setMinHeight(Region.USE_PREF_SIZE);
        nothing.managedProperty().bind(nothing.visibleProperty());
        StackPane picture = new StackPane(lines, nothing);
        Card card = new Card(messages.compute(() -> words.chart(chart)));
        card.fill(picture);
        card.getChildren().add(legend);
        getChildren().add(card);
        model.shownAtProperty().addListener(change -> show());
        messages.localeProperty().addListener(change -> show());
        show();
    }

    private void show() {
        Tracks tracks = model.tracks();
        History history = tracks.history(chart);
        List<String> series = tracks.lines(chart);
        boolean empty = tracks.isEmpty() || !history.hasAnything();
        lines.show(history, empty ? List.of() : series, chart.measure());
        lines.setVisible(!empty);
        nothing.setVisible(empty);
        nothing.setText(empty ? words.nothing(chart, tracks) : "");
        List<String> named = empty ? List.of() : series;
        legend.show(
                named.stream().map(each -> words.series(chart, each)).toList(),
                named.stream()
                        .map(each -> words.value(chart, history.last(each)))
                        .toList());
    }

    /** The chart in words. */
    private String spoken() {
        Tracks tracks = model.tracks();
        History history = tracks.history(chart);
        String values = tracks.isEmpty() || !history.hasAnything()
                ? words.nothing(chart, tracks)
                : tracks.lines(chart).stream()
                        .map(each ->
                                words.spoken(chart, each, history.last(each), history.mean(each), history.most(each)))
                        .collect(Collectors.joining(" "));
        return words.chart(chart) + ". " + values;
    }
}
