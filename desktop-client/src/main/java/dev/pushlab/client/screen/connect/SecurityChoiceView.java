package dev.pushlab.client.screen.connect;

import dev.pushlab.client.fx.Phrase;
import dev.pushlab.client.screen.connect.SecurityChoice.Kind;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import java.io.File;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/** Where somebody chooses how the server of the next connection is to be believed. */
final class SecurityChoiceView extends VBox {
    private final Messages messages;
    private final SecurityChoice choice;
    private final ToggleGroup kinds = new ToggleGroup();

    /** @param connect makes a connection with what has been chosen */
    SecurityChoiceView(Messages messages, SecurityChoice choice, Runnable connect) {
        this.messages = messages;
        this.choice = choice;
        setId("next-security");
        setSpacing(6);
        Label heading = new Label();
        heading.textProperty().bind(messages.bind("connect.next.title"));
        heading.getStyleClass().add("strong");
        Button use = new Button(null, Icons.of(Feather.ZAP));
        use.setId("connect-so");
        use.textProperty().bind(messages.bind("connect.next.use"));
        use.setMinWidth(USE_PREF_SIZE);
        use.setOnAction(event -> connect.run());
        Accessibles.describe(use, messages.bind("connect.next.use.tip"));
        getChildren()
                .addAll(
                        heading,
                        problem(),
                        kind("next-first-use", Kind.FIRST_USE, "connect.next.first-use"),
                        kind("next-pin", Kind.PIN, "connect.next.pin"),
                        only(Kind.PIN, pin(connect)),
                        kind("next-secret", Kind.SHARED_SECRET, "connect.next.secret"),
                        only(Kind.SHARED_SECRET, secret(connect)),
                        kind("next-plaintext", Kind.PLAINTEXT, "connect.next.plaintext"),
                        only(Kind.PLAINTEXT, warning()),
                        use);
    }

    private RadioButton kind(String id, Kind kind, String key) {
        RadioButton button = new RadioButton();
        button.setId(id);
        button.setToggleGroup(kinds);
        button.setWrapText(true);
        button.setMinHeight(USE_PREF_SIZE);
        button.textProperty().bind(messages.bind(key));
        Accessibles.describe(button, messages.bind(key + ".tip"));
        choice.kindProperty().subscribe(now -> {
            if (now == kind) {
                button.setSelected(true);
            }
        });
        button.selectedProperty().addListener((property, old, now) -> {
            if (now) {
                choice.kindProperty().set(kind);
            }
        });
        return button;
    }

    private Node pin(Runnable connect) {
        TextField field = new TextField();
        field.setId("next-pin-text");
        field.getStyleClass().add("mono");
        field.textProperty().bindBidirectional(choice.pinProperty());
        field.promptTextProperty().bind(messages.bind("connect.next.pin.prompt"));
        field.setOnAction(event -> connect.run());
        field.focusedProperty().addListener((property, old, now) -> {
            if (!now) {
                choice.checkPin();
            }
        });
        Accessibles.describe(field, messages.bind("connect.next.pin.field"));
        return field;
    }

    private Node secret(Runnable connect) {
        TextField field = new TextField();
        field.setId("next-secret-file");
        field.textProperty().bindBidirectional(choice.secretFileProperty());
        field.promptTextProperty()
                .bind(messages.bind(
                        choice.hasGivenSecret() ? "connect.next.secret.given" : "connect.next.secret.prompt"));
        field.setOnAction(event -> connect.run());
        Accessibles.describe(field, messages.bind("connect.next.secret.field"));
        HBox.setHgrow(field, Priority.ALWAYS);
        Button browse = Icons.button(Feather.FOLDER, this::browse);
        browse.setId("next-secret-browse");
        browse.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(browse, messages.bind("connect.next.secret.browse"));
        HBox line = new HBox(4, field, browse);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private void browse() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(messages.get("connect.next.secret.browse"));
        File file = chooser.showOpenDialog(getScene().getWindow());
        if (file != null) {
            choice.secretFileProperty().set(file.getPath());
        }
    }

    private Node warning() {
        StatusBadge warning = new StatusBadge();
        warning.setId("next-plaintext-warning");
        warning.toneProperty().set(StatusBadge.Tone.BAD);
        warning.getStyleClass().add("plaintext-warning");
        warning.setWrapText(true);
        warning.setMinWidth(0);
        warning.setMinHeight(USE_PREF_SIZE);
        warning.setMaxWidth(Double.MAX_VALUE);
        warning.textProperty().bind(messages.bind("connect.next.plaintext.warning"));
        return warning;
    }

    private Label problem() {
        Label label = new Label();
        label.setId("next-problem");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.getStyleClass().add("field-error");
        label.textProperty().bind(Phrase.bind(messages, choice.problemProperty()));
        label.managedProperty().bind(label.textProperty().isNotEmpty());
        label.visibleProperty().bind(label.managedProperty());
        return label;
    }

    private Node only(Kind kind, Node node) {
        ObservableValue<Boolean> chosen = choice.kindProperty().map(now -> now == kind);
        node.managedProperty().bind(chosen);
        node.visibleProperty().bind(chosen);
        return node;
    }
}
