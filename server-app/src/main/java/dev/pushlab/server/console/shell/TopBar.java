package dev.pushlab.server.console.shell;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.fx.Theme;
import dev.pushlab.server.console.publish.ComposerView;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.feather.Feather;

/** Brand, state, and what changes how the window looks and speaks. Wraps when the type is large. */
final class TopBar extends HBox {
    private static final KeyCombination LANGUAGE = new KeyCodeCombination(KeyCode.L, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination THEME = new KeyCodeCombination(KeyCode.T, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination LARGER = new KeyCodeCombination(KeyCode.PLUS, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination SMALLER = new KeyCodeCombination(KeyCode.MINUS, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination HELP = new KeyCodeCombination(KeyCode.F1);

    TopBar(Appearance appearance, ShellViewModel model, Runnable compose) {
        Messages messages = appearance.messages();
        getStyleClass().add("top-bar");
        Label brand = new Label();
        brand.getStyleClass().add("brand");
        brand.setMinWidth(USE_PREF_SIZE);
        brand.textProperty().bind(messages.bind("console.brand"));
        StatusBadge running = new StatusBadge().asChip();
        running.setId("running");
        running.setMinWidth(USE_PREF_SIZE);
        running.toneProperty().set(StatusBadge.Tone.OK);
        running.wordProperty().bind(messages.bind("console.running", model.connectionsProperty()));

        Button publish = new Button(null, Icons.of(Feather.PLUS));
        publish.setId("compose");
        publish.getStyleClass().add("accent");
        publish.setMinWidth(USE_PREF_SIZE);
        publish.textProperty().bind(messages.bind("console.compose"));
        Accessibles.describe(publish, messages, messages.bind("console.compose.tip"), ComposerView.COMPOSE);
        publish.setOnAction(event -> compose.run());

        Button smaller = small("A−", "smaller");
        Accessibles.describe(smaller, messages, messages.bind("console.font.smaller"), SMALLER);
        smaller.setOnAction(event -> appearance.scale().smaller());
        Button larger = small("A+", "larger");
        Accessibles.describe(larger, messages, messages.bind("console.font.larger"), LARGER);
        larger.setOnAction(event -> appearance.scale().larger());

        Button language = new Button("中 / EN");
        language.setId("language");
        language.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(language, messages, messages.bind("console.language"), LANGUAGE);
        Accessibles.key(language, LANGUAGE, messages::toggle);
        language.setOnAction(event -> messages.toggle());

        Button theme = new Button();
        theme.setId("theme");
        theme.graphicProperty()
                .bind(Bindings.createObjectBinding(
                        () -> Icons.of(icon(appearance.getTheme().next())), appearance.themeProperty()));
        Accessibles.describe(
                theme,
                messages,
                messages.compute(
                        () -> messages.get(
                                "console.theme." + appearance.getTheme().next().id()),
                        appearance.themeProperty()),
                THEME);
        Runnable nextTheme = () -> appearance.setTheme(appearance.getTheme().next());
        Accessibles.key(theme, THEME, nextTheme);
        theme.setOnAction(event -> nextTheme.run());

        Button help = new Button(null, Icons.of(Feather.HELP_CIRCLE));
        help.setId("help");
        Accessibles.describe(help, messages, messages.bind("console.help"), HELP);
        Runnable toggleHelp =
                () -> model.helpProperty().set(!model.helpProperty().get());
        Accessibles.key(help, HELP, toggleHelp);
        help.setOnAction(event -> toggleHelp.run());

        FlowPane left = new FlowPane(12, 4, brand, running);
        left.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(left, Priority.ALWAYS);
        left.setPrefWrapLength(300);
        FlowPane right = new FlowPane(8, 4, publish, smaller, larger, language, theme, help);
        right.setAlignment(Pos.CENTER_RIGHT);
        HBox.setHgrow(right, Priority.ALWAYS);
        right.setPrefWrapLength(360);
        getChildren().addAll(left, right);
    }

    private static Button small(String text, String id) {
        Button button = new Button(text);
        button.setId(id);
        button.getStyleClass().add("icon-button");
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    private static Feather icon(Theme theme) {
        return switch (theme) {
            case LIGHT -> Feather.SUN;
            case DARK -> Feather.MOON;
            case PROJECTOR -> Feather.MONITOR;
        };
    }
}
