package dev.pushlab.fx;

import java.util.Map;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Button;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** Copies a text one might type elsewhere, and says for a moment that it did. */
public final class CopyButton extends Button {
    private final ReadOnlyBooleanWrapper copied = new ReadOnlyBooleanWrapper();
    private final PauseTransition confirmation = new PauseTransition(Duration.seconds(1.5));

    /**
     * @param what names what is copied, for the tooltip, e.g. "address"
     * @param text taken when the button is pressed; nothing is copied while it is empty
     */
    public CopyButton(Messages messages, ObservableValue<String> what, Supplier<String> text) {
        getStyleClass().addAll("icon-button", "copy-button");
        setGraphic(Icons.of(Feather.COPY));
        copied.addListener((property, old, now) -> setGraphic(Icons.of(now ? Feather.CHECK : Feather.COPY)));
        Accessibles.describe(
                this,
                messages.compute(
                        () -> messages.get(copied.get() ? "fx.copy.done" : "fx.copy", what.getValue()), what, copied));
        confirmation.setOnFinished(event -> copied.set(false));
        setOnAction(event -> {
            String value = text.get();
            if (value != null && !value.isEmpty()) {
                Clipboard.getSystemClipboard().setContent(Map.of(DataFormat.PLAIN_TEXT, value));
                copied.set(true);
                confirmation.playFromStart();
            }
        });
    }

    /** True for a moment after copying. */
    public ReadOnlyBooleanProperty copiedProperty() {
        return copied.getReadOnlyProperty();
    }
}
