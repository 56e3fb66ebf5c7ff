package dev.pushlab.server.console.overview;

import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.chart.LineChart;
import java.util.Map;
import java.util.function.Function;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** Connections by technique, as bars. */
final class TechniqueBars extends GridPane {
    private final Messages messages;
    private final Function<String, String> title;
    private Map<String, Integer> counts = Map.of();

    /** @param title of a technique's id, in the language of the moment */
    TechniqueBars(Messages messages, Function<String, String> title) {
        this.messages = messages;
        this.title = title;
        getStyleClass().add("technique-bars");
        ColumnConstraints name = new ColumnConstraints();
        ColumnConstraints bar = new ColumnConstraints();
        bar.setHgrow(Priority.ALWAYS);
        bar.setMinWidth(24);
        ColumnConstraints number = new ColumnConstraints();
        number.setHalignment(HPos.RIGHT);
        getColumnConstraints().setAll(name, bar, number);
        messages.localeProperty().addListener(change -> rebuild());
    }

    void show(Map<String, Integer> next) {
        if (!next.equals(counts)) {
            counts = next;
            rebuild();
        }
    }

    private void rebuild() {
        getChildren().clear();
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        int row = 0;
        for (Map.Entry<String, Integer> each : counts.entrySet()) {
            Label name = new Label(title.apply(each.getKey()));
            name.setMinWidth(Region.USE_PREF_SIZE);
            Label number = new Label(messages.number(each.getValue()));
            number.setMinWidth(Region.USE_PREF_SIZE);
            Region bar = new Region();
            bar.getStyleClass().addAll("bar", "bar-" + (row % LineChart.MAX_SERIES + 1));
            StackPane track = new StackPane(bar);
            track.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
            bar.maxWidthProperty().bind(track.widthProperty().multiply((double) each.getValue() / most));
            addRow(row++, name, track, number);
        }
    }
}
