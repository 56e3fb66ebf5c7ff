package dev.pushlab.fx;

import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.kordamp.ikonli.feather.Feather;

/** In place of an empty list: what would be here, and what to do first. */
public final class EmptyState extends VBox {
    public EmptyState(Feather icon, ObservableValue<String> title, ObservableValue<String> hint) {
        getStyleClass().add("empty-state");
        setAlignment(Pos.CENTER);
        setSpacing(8);
        getChildren().addAll(Icons.of(icon), line("empty-title", title), line("muted", hint));
    }

    /** Adds the button that does what the hint says. */
    public EmptyState withAction(Button action) {
        getChildren().add(action);
        return this;
    }

    private static Label line(String style, ObservableValue<String> text) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setTextAlignment(TextAlignment.CENTER);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty().bind(text);
        return label;
    }
}
