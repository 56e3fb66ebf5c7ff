package dev.pushlab.client.screen.events;

import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.EmptyState;
import dev.pushlab.fx.EventTable;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** Topics, the list of events, their figures, and a line to publish. */
public final class EventsView extends VBox {
    private final Messages messages;
    private final EventsViewModel model;

    public EventsView(Messages messages, EventsViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("events-view");
        setSpacing(10);
        Card card = new Card();
        VBox head = new VBox(6, subscribing(), topics(), problem());
        head.getStyleClass().add("events-head");
        EventTable table = new EventTable(messages, model.list(), empty());
        table.setId("events");
        table.getStyleClass().add("events-list");
        card.getChildren().add(head);
        card.fill(table);
        VBox.setVgrow(card, Priority.ALWAYS);
        getChildren().addAll(card, new FiguresView(messages, model), publishing());
    }

    private FlowPane subscribing() {
        ComboBox<String> topic = new ComboBox<>(model.knownTopics());
        topic.setId("topic");
        topic.setEditable(true);
        topic.getStyleClass().add("topic-field");
        topic.getEditor().textProperty().bindBidirectional(model.topicProperty());
        Accessibles.describe(topic, messages.bind("events.topic.tip"));
        topic.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && !topic.isShowing()) {
                model.subscribe();
                event.consume();
            }
        });
        ChoiceBox<Start> start = new ChoiceBox<>();
        start.setId("start");
        start.getItems().setAll(Start.values());
        start.valueProperty().bindBidirectional(model.startProperty());
        Accessibles.describe(start, messages.bind("events.start.tip"));
        wordStarts(start);
        TextField after = new TextField();
        after.setId("after");
        after.setPrefColumnCount(9);
        after.getStyleClass().add("mono");
        after.textProperty().bindBidirectional(model.afterProperty());
        after.promptTextProperty().bind(messages.bind("events.after.prompt"));
        Accessibles.describe(after, messages.bind("events.after.tip"));
        after.setOnAction(event -> model.subscribe());
        present(after, model.startProperty().isEqualTo(Start.AFTER));
        Button subscribe = Icons.button(messages, "subscribe", Feather.PLUS, "events.subscribe", model::subscribe);
        ToggleButton pause = new ToggleButton();
        pause.setId("pause");
        pause.setMinWidth(USE_PREF_SIZE);
        pause.selectedProperty().bindBidirectional(model.list().pausedProperty());
        pause.textProperty()
                .bind(messages.compute(
                        () -> messages.get(pause.isSelected() ? "events.resume" : "events.pause"),
                        pause.selectedProperty()));
        pause.graphicProperty()
                .bind(pause.selectedProperty().map(paused -> Icons.of(paused ? Feather.PLAY : Feather.PAUSE)));
        Accessibles.describe(pause, messages, messages.bind("events.pause.tip"), new KeyCodeCombination(KeyCode.SPACE));
        Button clear = Icons.button(messages, "clear", Feather.TRASH_2, "events.clear", model::clear);
        FlowPane line = new FlowPane(
                8,
                6,
                labelled("events.topic", topic),
                labelled("events.start", new HBox(4, start, after)),
                subscribe,
                pause,
                clear);
        line.setRowValignment(VPos.BOTTOM);
        return line;
    }

    /** The converter is replaced with the language: a choice box asks it only once. */
    private void wordStarts(ChoiceBox<Start> box) {
        messages.localeProperty()
                .subscribe(locale -> box.setConverter(new StringConverter<>() {
                    @Override
                    public String toString(Start value) {
                        return switch (value) {
                            case NOW -> messages.get("events.start.now");
                            case EARLIEST -> messages.get("events.start.earliest");
                            case AFTER -> messages.get("events.start.after");
                        };
                    }

                    @Override
                    public Start fromString(String text) {
                        throw new UnsupportedOperationException("a choice box is not typed into");
                    }
                }));
    }

    private FlowPane topics() {
        FlowPane chips = new FlowPane(8, 6);
        chips.setId("topics");
        Runnable fill = () -> chips.getChildren()
                .setAll(model.topics().stream().map(this::chip).toList());
        model.topics().addListener((ListChangeListener<TopicRow>) change -> fill.run());
        messages.localeProperty().addListener(change -> fill.run());
        fill.run();
        chips.managedProperty().bind(Bindings.isNotEmpty(model.topics()));
        return chips;
    }

    private Node chip(TopicRow row) {
        StatusBadge badge = new StatusBadge();
        badge.setMinWidth(USE_PREF_SIZE);
        String name = row.topic().name();
        switch (row.state().phase()) {
            case PENDING -> badge.show(StatusBadge.Tone.BUSY, messages.get("events.topic.pending", name));
            case LIVE -> badge.show(StatusBadge.Tone.OK, messages.get("events.topic.live", name));
            case REFUSED -> badge.show(StatusBadge.Tone.BAD, messages.get("events.topic.refused", name));
        }
        row.state()
                .cause()
                .ifPresent(cause -> Accessibles.describe(
                        badge, messages.compute(() -> Phrase.cause(cause).in(messages))));
        Button end = Icons.button(Feather.X, () -> model.unsubscribe(row.topic()));
        end.getStyleClass().add("chip-button");
        Accessibles.describe(end, messages.bind("events.unsubscribe", name));
        HBox chip = new HBox(2, badge, end);
        chip.getStyleClass().addAll("chip", "topic-chip");
        chip.setAlignment(Pos.CENTER_LEFT);
        return chip;
    }

    private Label problem() {
        Label label = new Label();
        label.setId("events-problem");
        label.getStyleClass().add("field-error");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        // The cause of a refused subscription stays readable without a mouse.
        label.textProperty()
                .bind(messages.compute(
                        () -> {
                            if (!model.problemProperty().get().isEmpty()) {
                                return model.problemProperty().get().in(messages);
                            }
                            return model.topics().stream()
                                    .flatMap(row -> row.state().cause().stream())
                                    .findFirst()
                                    .map(cause -> Phrase.cause(cause).in(messages))
                                    .orElse("");
                        },
                        model.problemProperty(),
                        model.topics()));
        label.managedProperty().bind(label.textProperty().isNotEmpty());
        return label;
    }

    private EmptyState empty() {
        Button first = Icons.button(messages, "subscribe-first", Feather.PLUS, "events.subscribe", model::subscribe);
        first.getStyleClass().add("accent");
        first.setGraphic(null);
        first.visibleProperty().bind(Bindings.isEmpty(model.topics()).and(model.connectedProperty()));
        first.managedProperty().bind(first.visibleProperty());
        return new EmptyState(
                        Feather.INBOX,
                        whenEmpty(
                                "events.empty.connecting",
                                "events.empty.disconnected",
                                "events.empty",
                                "events.empty.waiting"),
                        whenEmpty(
                                "events.empty.connecting.hint",
                                "events.empty.disconnected.hint",
                                "events.empty.hint",
                                "events.empty.waiting.hint"))
                .withAction(first);
    }

    /** What to do first depends on what there is already. */
    private ObservableValue<String> whenEmpty(
            String connecting, String disconnected, String unsubscribed, String waiting) {
        return messages.compute(
                () -> {
                    if (model.connectingProperty().get()) {
                        return messages.get(connecting);
                    }
                    if (!model.connectedProperty().get()) {
                        return messages.get(disconnected);
                    }
                    return messages.get(model.topics().isEmpty() ? unsubscribed : waiting);
                },
                model.connectedProperty(),
                model.connectingProperty(),
                model.topics());
    }

    private Card publishing() {
        TextField data = new TextField();
        data.setId("publish-data");
        data.textProperty().bindBidirectional(model.dataProperty());
        data.promptTextProperty().bind(messages.bind("events.data.prompt"));
        data.setOnAction(event -> model.publish());
        Accessibles.describe(data, messages.bind("events.data.tip"));
        HBox.setHgrow(data, Priority.ALWAYS);
        TextField type = new TextField();
        type.setId("publish-type");
        type.getStyleClass().add("type-field");
        type.textProperty().bindBidirectional(model.typeProperty());
        type.promptTextProperty().bind(messages.bind("events.type.prompt"));
        type.setOnAction(event -> model.publish());
        Accessibles.describe(type, messages.bind("events.type.tip"));
        Button publish = Icons.button(messages, "publish", Feather.SEND, "events.publish", model::publish);
        HBox line = new HBox(8, type, data, publish);
        line.setAlignment(Pos.CENTER_LEFT);
        Label outcome = new Label();
        outcome.setId("published");
        outcome.getStyleClass().add("small");
        outcome.setWrapText(true);
        outcome.setMinHeight(USE_PREF_SIZE);
        outcome.textProperty().bind(Phrase.bind(messages, model.publishedProperty()));
        outcome.managedProperty().bind(outcome.textProperty().isNotEmpty());
        model.publishFailedProperty().subscribe(failed -> {
            outcome.getStyleClass().removeAll(List.of("field-error", "muted"));
            outcome.getStyleClass().add(failed ? "field-error" : "muted");
        });
        return new Card().body(line, outcome);
    }

    private VBox labelled(String key, Node field) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        label.setLabelFor(field);
        return new VBox(2, label, field);
    }

    private static void present(Control node, javafx.beans.value.ObservableBooleanValue shown) {
        node.managedProperty().bind(shown);
        node.visibleProperty().bind(shown);
    }
}
