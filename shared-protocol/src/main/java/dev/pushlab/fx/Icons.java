package dev.pushlab.fx;

import javafx.scene.control.Button;
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
}
