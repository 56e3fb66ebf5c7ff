package dev.pushlab.fx;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javafx.beans.InvalidationListener;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.text.Font;

/**
 * How a window looks and speaks: theme, type size and language, each changeable while it is open. Everything is set as
 * stylesheets of the scene, which tooltips, menus and other pop-ups take over from the window that owns them.
 */
public final class Appearance {
    /** In order of preference; the first that is installed is used, else what the system says. */
    private static final List<String> FAMILIES =
            List.of("Inter", "Noto Sans", "Segoe UI", "SF Pro Text", "DejaVu Sans");

    private static final List<String> MONOSPACED =
            List.of("JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo");

    private final Messages messages;
    private final FontScale scale = new FontScale();
    private final ObjectProperty<Theme> theme = new SimpleObjectProperty<>(Theme.LIGHT);

    public Appearance(Messages messages) {
        this.messages = messages;
    }

    public Messages messages() {
        return messages;
    }

    public FontScale scale() {
        return scale;
    }

    public Theme getTheme() {
        return theme.get();
    }

    public void setTheme(Theme wanted) {
        theme.set(wanted);
    }

    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    /** Dresses the scene, now and whenever theme or size change, and gives it the keys Ctrl +, Ctrl − and Ctrl 0. */
    public void install(Scene scene) {
        InvalidationListener dress = change -> dress(scene);
        theme.addListener(dress);
        scale.percentProperty().addListener(dress);
        dress(scene);
        key(scene, KeyCode.PLUS, scale::larger);
        key(scene, KeyCode.EQUALS, scale::larger);
        key(scene, KeyCode.ADD, scale::larger);
        key(scene, KeyCode.MINUS, scale::smaller);
        key(scene, KeyCode.SUBTRACT, scale::smaller);
        key(scene, KeyCode.DIGIT0, scale::reset);
        key(scene, KeyCode.NUMPAD0, scale::reset);
    }

    /** The size of body text in pixels, at the present theme and scale. */
    public double bodySize() {
        return theme.get().bodySize() * scale.getPercent() / 100.0;
    }

    /** How many times larger than in the light theme at 100 % everything is: 1.0 to 2.5. */
    public double magnification() {
        return bodySize() / Theme.LIGHT.bodySize();
    }

    private void dress(Scene scene) {
        Theme now = theme.get();
        scene.setUserAgentStylesheet(now.userAgentStylesheet());
        scene.getStylesheets().setAll(now.palette(), Theme.resource("pushlab.css"), sizes());
    }

    /** A stylesheet of its own rather than a style of the root, because pop-ups take over only stylesheets. */
    private String sizes() {
        String family = installed(FAMILIES, Font.getDefault().getFamily());
        String css = ".root { -fx-font-family: \"" + family + "\"; -fx-font-size: " + bodySize() + "px; }\n"
                + ".tooltip { -fx-font-size: " + bodySize() * 6 / 7 + "px; }\n"
                // In pixels: an icon's size is its own font's size, and an em of that would grow with every pass.
                + ".ikonli-font-icon { -fx-icon-size: " + Math.round(bodySize() * 8 / 7) + "px; }\n"
                + ".empty-state .ikonli-font-icon { -fx-icon-size: " + Math.round(bodySize() * 12 / 7) + "px; }\n"
                + ".mono, .mono .text { -fx-font-family: \"" + installed(MONOSPACED, "monospaced") + "\"; }\n";
        return "data:text/css;charset=utf-8;base64,"
                + Base64.getEncoder().encodeToString(css.getBytes(StandardCharsets.UTF_8));
    }

    private static String installed(List<String> wanted, String otherwise) {
        return wanted.stream().filter(Families.ALL::contains).findFirst().orElse(otherwise);
    }

    private static void key(Scene scene, KeyCode code, Runnable action) {
        scene.getAccelerators().put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN), action);
        scene.getAccelerators()
                .put(new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN), action);
    }

    /** Listing the families takes a while: once. */
    private static final class Families {
        private static final Set<String> ALL = Set.copyOf(Font.getFamilies());
    }
}
