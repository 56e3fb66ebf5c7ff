package dev.pushlab.client.screen.keys;

import dev.pushlab.client.keys.ReceivedKey;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Columns;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Message.Direction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The key in use, large enough to be compared across a room, and all received before it. */
public final class KeysView extends VBox {
    private static final int GROUP = 4;

    private final Messages messages;
    private final KeysViewModel model;

    public KeysView(Messages messages, KeysViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("screen");
        Label title = new Label();
        title.getStyleClass().add("title");
        title.textProperty().bind(messages.bind("keys.title"));
        Label summary = new Label();
        summary.getStyleClass().add("muted");
        summary.setWrapText(true);
        summary.setMinHeight(USE_PREF_SIZE);
        summary.textProperty().bind(messages.bind("keys.summary"));
        Card all = new Card(messages.bind("keys.all")).fill(table());
        VBox.setVgrow(all, Priority.ALWAYS);
        getChildren().addAll(new VBox(2, title, summary), present(), all);
    }

    private Card present() {
        FingerprintView fingerprint = new FingerprintView(messages, messages.bind("keys.fingerprint.what"), GROUP);
        fingerprint.setId("key-fingerprint");
        fingerprint.getStyleClass().add("large-fingerprint");
        fingerprint
                .fingerprintProperty()
                .bind(model.currentProperty()
                        .map(now -> now.map(ReceivedKey::fingerprint).orElse("")));
        Label hint = new Label();
        hint.getStyleClass().addAll("small", "muted");
        hint.setWrapText(true);
        hint.setMinHeight(USE_PREF_SIZE);
        hint.textProperty().bind(messages.bind("keys.compare"));
        FlowPane facts = new FlowPane(
                24,
                8,
                fact("keys.group", ReceivedKey::group),
                fact("keys.epoch", key -> messages.number(key.epoch())),
                fact("keys.algorithm", ReceivedKey::algorithm),
                fact("keys.direction", this::direction),
                fact("keys.received", key -> messages.dateTime(key.received())),
                fact("keys.not-after", key -> messages.dateTime(key.notAfter())));
        Card card = new Card(messages.bind("keys.present")).body(fingerprint, hint, facts);
        card.managedProperty().bind(model.currentProperty().map(Optional::isPresent));
        card.visibleProperty().bind(card.managedProperty());
        return card;
    }

    private VBox fact(String key, Function<ReceivedKey, String> value) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        Label text = new Label();
        text.setMinWidth(USE_PREF_SIZE);
        text.textProperty()
                .bind(messages.compute(
                        () -> model.currentProperty().get().map(value).orElse(""), model.currentProperty()));
        return new VBox(2, label, text);
    }

    private Node table() {
        TableView<ReceivedKey> table = new TableView<>(model.keys());
        table.setId("keys");
        table.getStyleClass().add("keys-list");
        table.accessibleTextProperty().bind(messages.bind("keys.all"));
        table.setPlaceholder(new StackPane(
                new EmptyState(Feather.KEY, messages.bind("keys.empty"), messages.bind("keys.empty.hint"))));
        table.getColumns()
                .setAll(List.of(
                        Columns.column(messages.bind("keys.status"), column -> new StatusCell()),
                        Columns.text(messages.bind("keys.group"), ReceivedKey::group),
                        Columns.figures(messages.bind("keys.epoch"), key -> messages.number(key.epoch())),
                        Columns.mono(
                                messages.bind("keys.fingerprint"),
                                key -> FingerprintView.grouped(key.fingerprint(), GROUP)),
                        Columns.text(messages.bind("keys.direction"), this::direction),
                        Columns.figures(messages.bind("keys.received"), key -> messages.dateTime(key.received())),
                        Columns.figures(messages.bind("keys.not-after"), key -> messages.dateTime(key.notAfter()))));
        Columns.shares(table, 0.10, 0.09, 0.06, 0.32, 0.09, 0.17, 0.17);
        messages.localeProperty().addListener(change -> table.refresh());
        return table;
    }

    private String direction(ReceivedKey key) {
        return messages.get(key.direction() == Direction.REVERSE ? "keys.direction.reverse" : "keys.direction.forward");
    }

    private final class StatusCell extends TableCell<ReceivedKey, ReceivedKey> {
        private final StatusBadge badge = new StatusBadge();

        StatusCell() {
            badge.getStyleClass().add(Columns.CUTTABLE);
        }

        @Override
        protected void updateItem(ReceivedKey key, boolean empty) {
            super.updateItem(key, empty);
            if (empty || key == null) {
                setGraphic(null);
                return;
            }
            badge.show(KeysViewModel.tone(key.status()), messages.get(KeysViewModel.word(key.status())));
            setGraphic(badge);
        }
    }
}
