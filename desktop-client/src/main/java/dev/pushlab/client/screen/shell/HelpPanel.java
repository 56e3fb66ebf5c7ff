package dev.pushlab.client.screen.shell;

import dev.pushlab.fx.Messages;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What this window is for, and its keys. */
public final class HelpPanel extends VBox {
    private record Shortcut(String keys, String text) {}

    private static final List<Shortcut> SHORTCUTS = List.of(
            new Shortcut("F1", "shell.help.f1"),
            new Shortcut("Shift+F1", "shell.help.lesson"),
            new Shortcut("F5", "shell.help.f5"),
            new Shortcut("F11", "shell.help.f11"),
            new Shortcut("Ctrl+L", "shell.help.address"),
            new Shortcut("Ctrl+R", "shell.help.reverse"),
            new Shortcut("Ctrl+I", "shell.help.security"),
            new Shortcut("Ctrl+1 … 9", "shell.help.techniques"),
            new Shortcut("Ctrl+B", "shell.help.browser"),
            new Shortcut("Space", "shell.help.space"),
            new Shortcut("Ctrl + − 0", "shell.help.size"),
            new Shortcut("Ctrl+E", "shell.help.language"),
            new Shortcut("Ctrl+T", "shell.help.theme"),
            new Shortcut("Esc", "shell.help.escape"));

    public HelpPanel(Messages messages) {
        getStyleClass().add("drawer-body");
        Label title = new Label();
        title.getStyleClass().add("strong");
        title.textProperty().bind(messages.bind("shell.help.title"));
        GridPane keys = new GridPane();
        keys.setHgap(12);
        keys.setVgap(6);
        ColumnConstraints first = new ColumnConstraints();
        first.setMinWidth(USE_PREF_SIZE);
        ColumnConstraints second = new ColumnConstraints();
        second.setHgrow(Priority.ALWAYS);
        keys.getColumnConstraints().setAll(first, second);
        int row = 0;
        for (Shortcut shortcut : SHORTCUTS) {
            Label key = new Label(shortcut.keys());
            key.getStyleClass().add("mono");
            key.setMinWidth(USE_PREF_SIZE);
            keys.addRow(row++, key, wrapped(messages, shortcut.text()));
        }
        getChildren()
                .addAll(
                        title,
                        wrapped(messages, "shell.help.what"),
                        wrapped(messages, "shell.help.first"),
                        wrapped(messages, "shell.help.then"),
                        keys);
    }

    private static Label wrapped(Messages messages, String key) {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty().bind(messages.bind(key));
        return label;
    }
}
