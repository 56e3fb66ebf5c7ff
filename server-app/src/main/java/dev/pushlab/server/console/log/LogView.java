package dev.pushlab.server.console.log;

import dev.pushlab.fx.Card;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.LogListModel;
import dev.pushlab.fx.LogPanel;
import dev.pushlab.fx.Messages;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The log, with its level at choice. */
public final class LogView extends VBox {
    public LogView(Messages messages, LogListModel model) {
        getStyleClass().add("screen");
        LogPanel panel = new LogPanel(
                messages,
                model,
                new EmptyState(
                        Feather.FILE_TEXT,
                        messages.bind("console.log.empty"),
                        messages.bind("console.log.empty.hint")));
        Card card = new Card(messages.bind("console.log"), panel.levelChoice()).fill(panel);
        VBox.setVgrow(card, Priority.ALWAYS);
        getChildren().add(card);
    }
}
