package dev.pushlab.client.web;

import javafx.scene.paint.Color;

/** The themes a page knows. The colour fills the space of the page until it has painted, so nothing flashes white. */
public enum PageTheme {
    LIGHT("light", Color.web("#ffffff"), Color.web("#24292f"), Color.web("#57606a")),
    DARK("dark", Color.web("#0d1117"), Color.web("#e6edf3"), Color.web("#9aa4af"));

    private final String id;
    private final Color background;
    private final Color text;
    private final Color mutedText;

    PageTheme(String id, Color background, Color text, Color mutedText) {
        this.id = id;
        this.background = background;
        this.text = text;
        this.mutedText = mutedText;
    }

    /** The value of the query parameter {@code theme}. */
    public String id() {
        return id;
    }

    Color background() {
        return background;
    }

    Color text() {
        return text;
    }

    Color mutedText() {
        return mutedText;
    }
}
