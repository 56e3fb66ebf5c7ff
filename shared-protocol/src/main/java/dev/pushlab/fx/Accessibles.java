package dev.pushlab.fx;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Control;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import javafx.util.Duration;

/** Gives controls what the eye and the mouse alone would not need: a tooltip, a text for screen readers, a key. */
public final class Accessibles {
    private Accessibles() {}

    /** Tooltip and accessible text. */
    public static <C extends Control> C describe(C control, ObservableValue<String> text) {
        Tooltip tooltip = new Tooltip();
        tooltip.textProperty().bind(text);
        tooltip.setShowDelay(Duration.millis(400));
        tooltip.setShowDuration(Duration.seconds(30));
        tooltip.setWrapText(true);
        control.setTooltip(tooltip);
        control.accessibleTextProperty().bind(text);
        return control;
    }

    /** The same, with the key named in both; the key itself is given to the scene by {@link #key}. */
    public static <C extends Control> C describe(
            C control, Messages messages, ObservableValue<String> text, KeyCombination key) {
        return describe(control, messages.compute(() -> withKey(messages, text.getValue(), key), text));
    }

    /** Gives the scene that shows the node a key, for as long as it shows it. */
    public static void key(Node node, KeyCombination key, Runnable action) {
        Runnable unlessDisabled = () -> {
            if (!node.isDisabled()) {
                action.run();
            }
        };
        node.sceneProperty().addListener((property, old, now) -> {
            if (old != null) {
                old.getAccelerators().remove(key, unlessDisabled);
            }
            if (now != null) {
                now.getAccelerators().put(key, unlessDisabled);
            }
        });
        Scene present = node.getScene();
        if (present != null) {
            present.getAccelerators().put(key, unlessDisabled);
        }
    }

    private static String withKey(Messages messages, String text, KeyCombination key) {
        return messages.get("fx.tooltip.key", text, key.getDisplayText());
    }
}
