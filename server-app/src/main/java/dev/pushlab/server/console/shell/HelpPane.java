package dev.pushlab.server.console.shell;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import javafx.beans.property.ReadOnlyProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Help in place, at the right: what the present screen is for, and the keys. */
final class HelpPane extends ScrollPane {
    private static final String[] KEYS = {
        "compose",
        "publish",
        "find",
        "disconnect",
        "topic",
        "rotate",
        "pause",
        "charts",
        "screens",
        "size",
        "look",
        "full",
        "help"
    };

    HelpPane(Messages messages, ReadOnlyProperty<Section> section, Runnable close) {
        getStyleClass().add("help");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        Label title = new Label();
        title.getStyleClass().add("title");
        title.setWrapText(true);
        title.setMinHeight(USE_PREF_SIZE);
        title.textProperty()
                .bind(messages.compute(
                        () -> messages.get("console.nav." + section.getValue().id()), section));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var closeButton = Icons.button(Feather.X, close);
        Accessibles.describe(closeButton, messages.bind("console.help.close"));
        VBox content = new VBox(8, new HBox(title, space, closeButton));
        content.getStyleClass().add("card-body");
        content.getChildren()
                .addAll(
                        paragraph(messages.compute(
                                () -> messages.get(section.getValue().helpKey()), section)),
                        heading(messages.bind("console.help.keys")));
        for (String key : KEYS) {
            content.getChildren().add(paragraph(messages.bind("console.help.key." + key)));
        }
        setContent(content);
    }

    private static Label paragraph(ObservableValue<String> text) {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty().bind(text);
        return label;
    }

    private static Label heading(ObservableValue<String> text) {
        Label label = paragraph(text);
        label.getStyleClass().add("strong");
        return label;
    }
}
