package dev.pushlab.fx;

import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Feather icons at one size; always beside a text or with a tooltip. */
public final class Icons {
    private Icons() {}

    public static FontIcon of(Feather icon) {
        return new FontIcon(icon);
    }

    /** A button that is only an icon; describe it with {@link Accessibles}. */
    public static Button button(Feather icon, Runnable action) {
        Button button = new Button(null, of(icon));
        button.getStyleClass().add("icon-button");
        button.setOnAction(event -> action.run());
        return button;
    }

    /**
     * A button with an icon and words, that is never cut.
     *
     * @param id of the node
     * @param key of its words; {@code key + ".tip"} says what it does
     */
    public static Button button(Messages messages, String id, Feather icon, String key, Runnable action) {
        Button button = new Button(null, of(icon));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.textProperty().bind(messages.bind(key));
        Accessibles.describe(button, messages.bind(key + ".tip"));
        button.setOnAction(event -> action.run());
        return button;
    }
}
