package dev.pushlab.fx;

import java.util.Arrays;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

/** One strip of the figures that matter: a large number, its unit, and what it counts. */
public final class FigureStrip extends HBox {
    /** One figure of the strip. */
    public static final class Figure extends VBox {
        private final Label value = new Label("–");
        private final Label unit = new Label();
        private final ObjectProperty<StatusBadge.Tone> tone = new SimpleObjectProperty<>(StatusBadge.Tone.IDLE);

        private Figure(ObservableValue<String> caption) {
            getStyleClass().add("figure");
            value.getStyleClass().add("figure-value");
            unit.getStyleClass().add("figure-unit");
            unit.managedProperty().bind(unit.textProperty().isNotEmpty());
            value.setMinWidth(USE_PREF_SIZE);
            unit.setMinWidth(USE_PREF_SIZE);
            HBox number = new HBox(4, value, unit);
            number.setAlignment(Pos.BASELINE_LEFT);
            Label label = new Label();
            label.getStyleClass().addAll("figure-caption", "small", "muted");
            label.setWrapText(true);
            label.setMinHeight(USE_PREF_SIZE);
            label.textProperty().bind(caption);
            InvalidationListener measure = change -> label.setMinWidth(longestWord(label));
            label.textProperty().addListener(measure);
            label.fontProperty().addListener(measure);
            measure.invalidated(null);
            getChildren().addAll(number, label);
            tone.addListener((property, old, now) -> {
                pseudoClassStateChanged(old.pseudoClass(), false);
                pseudoClassStateChanged(now.pseudoClass(), true);
            });
        }

        /** A caption may take several lines, but no word of it may be broken. */
        private static double longestWord(Label label) {
            return Arrays.stream(label.getText().split(" "))
                    .mapToDouble(word -> {
                        Text text = new Text(word);
                        text.setFont(label.getFont());
                        return Math.ceil(text.getLayoutBounds().getWidth()) + 1;
                    })
                    .max()
                    .orElse(0);
        }

        /** The number, already in the form of the language. */
        public StringProperty valueProperty() {
            return value.textProperty();
        }

        public StringProperty unitProperty() {
            return unit.textProperty();
        }

        /** Green for a good zero, red for a bad one; {@code IDLE} without colour. */
        public ObjectProperty<StatusBadge.Tone> toneProperty() {
            return tone;
        }
    }

    public FigureStrip() {
        getStyleClass().add("figure-strip");
    }

    /** Adds a figure at the right end. */
    public Figure add(ObservableValue<String> caption) {
        Figure figure = new Figure(caption);
        HBox.setHgrow(figure, Priority.ALWAYS);
        figure.setMaxWidth(Double.MAX_VALUE);
        getChildren().forEach(earlier -> earlier.getStyleClass().remove("last"));
        figure.getStyleClass().add("last");
        getChildren().add(figure);
        return figure;
    }
}
