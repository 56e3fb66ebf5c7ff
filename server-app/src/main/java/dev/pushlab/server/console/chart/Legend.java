package dev.pushlab.server.console.chart;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;

/** Which line is what, and what it says now. */
public final class Legend extends FlowPane {
    private final Label[] entries = new Label[LineChart.MAX_SERIES];

    public Legend() {
        super(12, 2);
        getStyleClass().add("chart-legend");
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Label(null, LineChart.swatch(i));
            entries[i].getStyleClass().add("small");
            entries[i].setMinWidth(USE_PREF_SIZE);
        }
    }

    /** @param names of the lines in their order, at most {@link LineChart#MAX_SERIES} */
    public void show(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            entries[i].setText(names.get(i));
        }
        if (getChildren().size() != names.size()) {
            getChildren().setAll(List.of(entries).subList(0, names.size()));
        }
    }
}
