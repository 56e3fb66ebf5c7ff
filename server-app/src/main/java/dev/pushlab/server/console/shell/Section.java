package dev.pushlab.server.console.shell;

import java.util.Locale;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import org.kordamp.ikonli.feather.Feather;

/** The screens, in the order of the navigation. */
public enum Section {
    OVERVIEW(Feather.ACTIVITY, KeyCode.DIGIT1),
    CLIENTS(Feather.USERS, KeyCode.DIGIT2),
    TOPICS(Feather.HASH, KeyCode.DIGIT3),
    KEYS(Feather.KEY, KeyCode.DIGIT4),
    METRICS(Feather.BAR_CHART_2, KeyCode.DIGIT5),
    LOG(Feather.FILE_TEXT, KeyCode.DIGIT6);

    private final Feather icon;
    private final KeyCombination key;

    Section(Feather icon, KeyCode digit) {
        this.icon = icon;
        this.key = new KeyCodeCombination(digit, KeyCombination.ALT_DOWN);
    }

    Feather icon() {
        return icon;
    }

    /** Goes there from anywhere. */
    KeyCombination key() {
        return key;
    }

    /** Of the text that explains the screen. */
    String helpKey() {
        return "console.help.screen." + id();
    }

    /** As in ids and message keys. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
