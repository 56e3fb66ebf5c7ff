package dev.pushlab.client.screen.shell;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Theme;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/** Type size, language, theme and help, at the right end of the bar. */
public final class LookButtons extends HBox {
    private static final KeyCombination SMALLER = new KeyCodeCombination(KeyCode.MINUS, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination LARGER = new KeyCodeCombination(KeyCode.PLUS, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination LANGUAGE = new KeyCodeCombination(KeyCode.E, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination THEME = new KeyCodeCombination(KeyCode.T, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination HELP = new KeyCodeCombination(KeyCode.F1);

    private final ToggleButton help = new ToggleButton(null, Icons.of(Feather.HELP_CIRCLE));

    public LookButtons(Messages messages, Appearance appearance) {
        setAlignment(Pos.CENTER_RIGHT);
        setSpacing(2);
        setMinWidth(USE_PREF_SIZE);
        Button smaller = quiet("smaller");
        smaller.textProperty().bind(messages.bind("shell.smaller"));
        smaller.setOnAction(event -> appearance.scale().smaller());
        Accessibles.describe(smaller, messages, messages.bind("shell.smaller.tip"), SMALLER);
        Button larger = quiet("larger");
        larger.textProperty().bind(messages.bind("shell.larger"));
        larger.setOnAction(event -> appearance.scale().larger());
        Accessibles.describe(larger, messages, messages.bind("shell.larger.tip"), LARGER);
        Button language = new Button();
        language.setId("language");
        language.setMinWidth(USE_PREF_SIZE);
        language.textProperty().bind(messages.bind("shell.language"));
        language.setOnAction(event -> messages.toggle());
        Accessibles.describe(language, messages, messages.bind("shell.language.tip"), LANGUAGE);
        Accessibles.key(language, LANGUAGE, messages::toggle);
        Runnable nextTheme = () -> appearance.setTheme(appearance.getTheme().next());
        Button theme = Icons.button(Feather.MOON, nextTheme);
        theme.setId("theme");
        theme.setMinWidth(USE_PREF_SIZE);
        appearance.themeProperty().subscribe(now -> theme.setGraphic(Icons.of(icon(now))));
        Accessibles.describe(
                theme,
                messages,
                messages.compute(
                        () -> messages.get(
                                "shell.theme.tip",
                                messages.get(name(appearance.getTheme().next()))),
                        appearance.themeProperty()),
                THEME);
        Accessibles.key(theme, THEME, nextTheme);
        help.setId("help");
        help.getStyleClass().add("icon-button");
        help.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(help, messages, messages.bind("shell.help.tip"), HELP);
        Accessibles.key(help, HELP, help::fire);
        getChildren().addAll(smaller, larger, language, theme, help);
    }

    /** Whether help is wanted. */
    public ToggleButton helpToggle() {
        return help;
    }

    private static Button quiet(String id) {
        Button button = new Button();
        button.setId(id);
        button.getStyleClass().add("icon-button");
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    /** What the button leads to. */
    private static Feather icon(Theme present) {
        return switch (present.next()) {
            case LIGHT -> Feather.SUN;
            case DARK -> Feather.MOON;
            case PROJECTOR -> Feather.MONITOR;
        };
    }

    private static String name(Theme theme) {
        return switch (theme) {
            case LIGHT -> "shell.theme.light";
            case DARK -> "shell.theme.dark";
            case PROJECTOR -> "shell.theme.projector";
        };
    }
}
