package dev.pushlab.server.console.topics;

import dev.pushlab.fx.Card;
import dev.pushlab.fx.Columns;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.hub.DurableStats;
import java.util.List;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Who has a place in a durable topic, and how far it is. Takes no room while nobody has. */
final class DurablesView extends VBox {
    private final Messages messages;
    private final DurablesViewModel model;

    DurablesView(Messages messages, DurablesViewModel model) {
        this.messages = messages;
        this.model = model;
        setId("durables");
        managedProperty().bind(Bindings.isNotEmpty(model.rows()));
        visibleProperty().bind(managedProperty());
        TableView<DurableStats> table = table();
        Card card = new Card(messages.bind("console.durables"), forget(table)).fill(table);
        card.body(question(table), failure());
        VBox.setVgrow(card, Priority.ALWAYS);
        getChildren().add(card);
    }

    private TableView<DurableStats> table() {
        TableView<DurableStats> table = new TableView<>(model.rows());
        table.setId("durables-table");
        Rows.keepSelection(table, DurablesViewModel::key);
        table.accessibleTextProperty().bind(messages.bind("console.durables"));
        table.getColumns()
                .setAll(List.of(
                        Columns.atLeast(
                                6,
                                Columns.text(
                                        messages.bind("console.durables.name"),
                                        row -> row.name().name())),
                        Columns.atLeast(
                                6,
                                Columns.text(
                                        messages.bind("console.topics.name"),
                                        row -> row.topic().name())),
                        Columns.optional(
                                0,
                                Columns.atLeast(
                                        8,
                                        Columns.text(
                                                messages.bind("console.durables.owner"),
                                                row -> row.name().owner()))),
                        Columns.atLeast(
                                8, Columns.column(messages.bind("console.clients.state"), column -> new StateCell())),
                        Columns.figures(
                                messages.bind("console.durables.waiting"), row -> messages.number(row.waiting())),
                        Columns.optional(
                                1,
                                Columns.mono(
                                        messages.bind("console.durables.acknowledged"),
                                        row -> row.acknowledged().toString())),
                        Columns.optional(
                                2,
                                Columns.figures(
                                        messages.bind("console.durables.redelivered"),
                                        row -> messages.number(row.redelivered()))),
                        Columns.optional(
                                3,
                                Columns.figures(
                                        messages.bind("console.durables.used"),
                                        row -> messages.age(row.used(), model.now()))),
                        Columns.optional(
                                4,
                                Columns.figures(
                                        messages.bind("console.durables.expiry"),
                                        row -> TopicPanel.age(
                                                messages, row.options().expiry())))));
        Columns.shares(table, 0.13, 0.13, 0.18, 0.13, 0.09, 0.12, 0.08, 0.07, 0.07);
        table.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DELETE) {
                ask(table);
            }
        });
        messages.localeProperty().addListener(change -> table.refresh());
        return table;
    }

    private void ask(TableView<DurableStats> table) {
        Optional.ofNullable(table.getSelectionModel().getSelectedItem()).ifPresent(model::ask);
    }

    private Button forget(TableView<DurableStats> table) {
        Button forget =
                Icons.button(messages, "durable-forget", Feather.TRASH_2, "console.durables.forget", () -> ask(table));
        forget.disableProperty()
                .bind(table.getSelectionModel().selectedItemProperty().isNull());
        return forget;
    }

    /** Asked in place; the answer that changes nothing has the focus. */
    private Node question(TableView<DurableStats> table) {
        Label words = new Label();
        words.setWrapText(true);
        words.setMinHeight(USE_PREF_SIZE);
        words.textProperty()
                .bind(messages.compute(
                        () -> model.askedProperty()
                                .get()
                                .map(it -> messages.get(
                                        "console.durables.question",
                                        it.name().name(),
                                        it.name().owner(),
                                        it.topic().name(),
                                        it.waiting()))
                                .orElse(""),
                        model.askedProperty()));
        Button yes =
                Icons.button(messages, "durable-forget-yes", Feather.TRASH_2, "console.durables.yes", model::forget);
        yes.getStyleClass().add("danger");
        Button no = Icons.button(messages, "durable-forget-no", Feather.X, "console.durables.no", model::keep);
        FlowPane answers = new FlowPane(8, 8, no, yes);
        answers.setAlignment(Pos.CENTER_LEFT);
        VBox question = new VBox(8, words, answers);
        question.setId("durable-question");
        question.managedProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.askedProperty().get().isPresent(), model.askedProperty()));
        question.visibleProperty().bind(question.managedProperty());
        question.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                model.keep();
                event.consume();
            }
        });
        model.askedProperty().addListener((property, old, now) -> {
            if (now.isPresent()) {
                no.requestFocus();
            } else if (old.isPresent()) {
                table.requestFocus();
            }
        });
        return question;
    }

    private Notice failure() {
        Notice notice = new Notice(messages);
        notice.setId("durable-failure");
        model.problemProperty().addListener((property, old, now) -> {
            if (now.isEmpty()) {
                notice.clear();
            } else {
                notice.error(
                        messages.bind("console.durables.failed"),
                        messages.compute(() -> TopicPanel.text(messages, now.get(), 0)),
                        null);
            }
        });
        return notice;
    }

    private final class StateCell extends TableCell<DurableStats, DurableStats> {
        private final StatusBadge badge = new StatusBadge();

        @Override
        protected void updateItem(DurableStats row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            badge.show(
                    row.delivering() ? StatusBadge.Tone.OK : StatusBadge.Tone.IDLE,
                    messages.get(row.delivering() ? "console.durables.delivering" : "console.durables.away"));
            setGraphic(badge);
        }
    }
}
