package dev.pushlab.server.console.chart;

import java.util.Collections;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;

/** Which line is what, and what it says now. */
public final class Legend extends FlowPane {
    private final Entry[] entries = new Entry[LineChart.MAX_SERIES];

    public Legend() {
        super(12, 2);
        getStyleClass().add("chart-legend");
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry(i);
        }
    }

    /** @param names of the lines in their order, at most {@link LineChart#MAX_SERIES} */
    public void show(List<String> names) {
        show(names, Collections.nCopies(names.size(), ""));
    }

    /** @param values what each line says now */
    public void show(List<String> names, List<String> values) {
        for (int i = 0; i < names.size(); i++) {
            entries[i].show(names.get(i), values.get(i));
        }
        if (getChildren().size() != names.size()) {
            getChildren().setAll(List.of(entries).subList(0, names.size()));
        }
    }

    /** Stays as wide as it once was for the same line: figures that change must not push the others about. */
    private static final class Entry extends Label {
        private String name = "";
        private double widest;

        Entry(int index) {
            super(null, LineChart.swatch(index));
            getStyleClass().add("small");
            setMinWidth(USE_PREF_SIZE);
            fontProperty().addListener(change -> widest = 0);
        }

        void show(String line, String value) {
            if (!line.equals(name)) {
                name = line;
                widest = 0;
            }
            setText(value.isEmpty() ? line : line + "  " + value);
        }

        @Override
        protected double computePrefWidth(double height) {
            widest = Math.max(widest, super.computePrefWidth(height));
            return widest;
        }
    }
}
