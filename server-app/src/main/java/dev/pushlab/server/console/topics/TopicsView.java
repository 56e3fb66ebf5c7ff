package dev.pushlab.server.console.topics;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Columns;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The topics and how they are kept, a panel to change that, who has a place in them, and the tickers that feed them. */
public final class TopicsView extends VBox {
    private static final KeyCombination FRESH =
            new KeyCodeCombination(KeyCode.N, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);

    private final Messages messages;
    private String chosen = "";

    public TopicsView(Messages messages, TopicsViewModel model, DurablesViewModel durables) {
        this.messages = messages;
        getStyleClass().add("screen");
        TableView<TopicRow> table = table(model);
        table.getSelectionModel().selectedItemProperty().addListener((property, old, now) -> {
            // A row that is merely brought up to date must not overwrite what is being typed.
            if (now != null && !now.name().equals(chosen)) {
                chosen = now.name();
                model.choose(now);
            }
        });
        TopicPanel panel = new TopicPanel(messages, model.panel());
        table.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                chooseAgain(table, model);
                panel.focus();
            }
        });
        table.setOnMouseClicked(event -> chooseAgain(table, model));
        Card topics = new Card(messages.bind("console.topics"), fresh(model.panel(), panel)).fill(table);
        VBox.setVgrow(topics, Priority.ALWAYS);
        getChildren().addAll(topics, panel, new DurablesView(messages, durables), tickerCard(model));
    }

    /** Opens the panel on the chosen topic, also if it was closed or busy with another one when that was chosen. */
    private static void chooseAgain(TableView<TopicRow> table, TopicsViewModel model) {
        TopicRow row = table.getSelectionModel().getSelectedItem();
        if (row != null && !model.panel().isAbout(row.name())) {
            model.choose(row);
        }
    }

    private Button fresh(TopicPanelViewModel model, TopicPanel panel) {
        Button fresh = new Button(null, Icons.of(Feather.PLUS));
        fresh.setId("topic-new");
        fresh.setMinWidth(USE_PREF_SIZE);
        fresh.textProperty().bind(messages.bind("console.topic.new"));
        Runnable begin = () -> {
            model.begin();
            panel.focus();
        };
        Accessibles.describe(fresh, messages, messages.bind("console.topic.new.tip"), FRESH);
        Accessibles.key(fresh, FRESH, begin);
        fresh.setOnAction(event -> begin.run());
        return fresh;
    }

    private TableView<TopicRow> table(TopicsViewModel model) {
        TableView<TopicRow> table = new TableView<>(model.rows());
        Rows.keepSelection(table, TopicRow::name);
        table.accessibleTextProperty().bind(messages.bind("console.topics"));
        table.setPlaceholder(new StackPane(new EmptyState(
                Feather.HASH, messages.bind("console.topics.empty"), messages.bind("console.topics.empty.hint"))));
        table.getColumns()
                .setAll(List.of(
                        Columns.atLeast(7, Columns.text(messages.bind("console.topics.name"), TopicRow::name)),
                        Columns.atLeast(
                                8,
                                Columns.column(messages.bind("console.topics.keeping"), column -> new KeepingCell())),
                        Columns.figures(
                                messages.bind("console.topics.rate"),
                                row -> messages.rate(row.stats().rate())),
                        Columns.figures(
                                messages.bind("console.topics.subscribers"),
                                row -> messages.number(row.stats().subscribers())),
                        Columns.optional(
                                1,
                                Columns.atLeast(7, Columns.figures(messages.bind("console.topics.kept"), this::kept))),
                        Columns.optional(
                                2,
                                Columns.atLeast(8, Columns.figures(messages.bind("console.topics.size"), this::size))),
                        Columns.optional(3, Columns.figures(messages.bind("console.topics.age"), this::age)),
                        Columns.optional(
                                4,
                                Columns.figures(
                                        messages.bind("console.topics.events"),
                                        row -> messages.number(row.stats().events()))),
                        Columns.optional(
                                5,
                                Columns.mono(
                                        messages.bind("console.topics.last"),
                                        row -> row.stats().last().toString())),
                        Columns.optional(
                                0,
                                Columns.atLeast(
                                        8,
                                        Columns.column(
                                                messages.bind("console.topics.ticker"), column -> new TickerCell())))));
        Columns.shares(table, 0.13, 0.10, 0.07, 0.08, 0.12, 0.13, 0.07, 0.08, 0.12, 0.10);
        messages.localeProperty().addListener(change -> table.refresh());
        return table;
    }

    private String kept(TopicRow row) {
        return messages.get(
                "console.topics.of",
                messages.number(row.stats().kept()),
                messages.number(row.stats().settings().retention().events()));
    }

    private String size(TopicRow row) {
        return messages.get(
                "console.topics.of",
                messages.bytes(row.stats().keptBytes()),
                messages.bytes(row.stats().settings().retention().bytes()));
    }

    private String age(TopicRow row) {
        return row.stats()
                .settings()
                .retention()
                .age()
                .map(age -> TopicPanel.age(messages, age))
                .orElse("–");
    }

    private Card tickerCard(TopicsViewModel model) {
        TextField topic = new TextField();
        topic.setId("ticker-topic");
        topic.textProperty().bindBidirectional(model.topicProperty());
        TextField rate = new TextField();
        rate.setId("ticker-rate");
        rate.setPrefColumnCount(5);
        rate.textProperty().bindBidirectional(model.rateProperty());
        rate.setOnAction(event -> model.start());
        topic.setOnAction(event -> model.start());
        Accessibles.describe(topic, messages.bind("console.ticker.topic.tip"));
        Accessibles.describe(rate, messages.bind("console.ticker.rate.tip"));
        Button start = Icons.button(messages, "ticker-start", Feather.PLAY, "console.ticker.start", model::start);
        start.getStyleClass().add("accent");
        Button stop = Icons.button(messages, "ticker-stop", Feather.SQUARE, "console.ticker.stop", model::stop);
        FlowPane form = new FlowPane(
                8, 8, labelled("console.publish.topic", topic), labelled("console.ticker.rate", rate), start, stop);
        form.setRowValignment(javafx.geometry.VPos.BOTTOM);
        Label problem = new Label();
        problem.getStyleClass().add("field-error");
        problem.setWrapText(true);
        problem.setMinHeight(USE_PREF_SIZE);
        problem.textProperty()
                .bind(messages.compute(
                        () -> {
                            TopicsViewModel.Problem now =
                                    model.problemProperty().get();
                            return now == TopicsViewModel.Problem.NONE
                                    ? ""
                                    : messages.get("console.ticker.problem."
                                            + now.name()
                                                    .toLowerCase(Locale.ROOT)
                                                    .replace('_', '-'));
                        },
                        model.problemProperty()));
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        Label hint = new Label();
        hint.getStyleClass().addAll("small", "muted");
        hint.setWrapText(true);
        hint.setMinHeight(USE_PREF_SIZE);
        hint.textProperty().bind(messages.bind("console.ticker.hint"));
        return new Card(messages.bind("console.ticker")).body(hint, form, problem);
    }

    private VBox labelled(String key, TextField field) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        label.setLabelFor(field);
        return new VBox(2, label, field);
    }

    private final class KeepingCell extends TableCell<TopicRow, TopicRow> {
        private final StatusBadge badge = new StatusBadge();

        @Override
        protected void updateItem(TopicRow row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            if (row.stats().unreadable()) {
                badge.show(StatusBadge.Tone.BAD, messages.get("console.topic.unreadable"));
            } else if (row.stats().settings().durable()) {
                badge.show(StatusBadge.Tone.OK, messages.get("console.topic.durable"));
            } else {
                badge.show(StatusBadge.Tone.IDLE, messages.get("console.topic.memory"));
            }
            setGraphic(badge);
        }
    }

    private final class TickerCell extends TableCell<TopicRow, TopicRow> {
        private final StatusBadge badge = new StatusBadge();

        @Override
        protected void updateItem(TopicRow row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            badge.show(
                    row.ticker().isPresent() ? StatusBadge.Tone.OK : StatusBadge.Tone.IDLE,
                    row.ticker()
                            .map(rate -> messages.get("console.ticker.on", messages.rate(rate)))
                            .orElseGet(() -> messages.get("console.ticker.off")));
            setGraphic(badge);
        }
    }
}
