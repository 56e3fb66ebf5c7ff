package dev.pushlab.server.console.topics;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.console.topics.Outcome.Phase;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SlowConsumer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.kordamp.ikonli.feather.Feather;

/** How one topic is kept, changed in place: what is typed, what comes of it in words, and how far the change is. */
final class TopicPanel extends VBox {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("danger");

    private final Messages messages;
    private final TopicPanelViewModel model;
    private final BooleanBinding applying;
    private final TextField name;
    private final TextField events;

    TopicPanel(Messages messages, TopicPanelViewModel model) {
        this.messages = messages;
        this.model = model;
        setId("topic-panel");
        managedProperty().bind(model.openProperty());
        visibleProperty().bind(managedProperty());
        applying = Bindings.createBooleanBinding(
                () -> {
                    Phase phase = model.outcomeProperty().get().phase();
                    return phase == Phase.APPLYING || phase == Phase.TOO_LATE;
                },
                model.outcomeProperty());
        name = field("topic-name", "console.topic.name", 14, model.topicProperty(), Problem.TOPIC, Problem.EXISTS);
        events = field("topic-events", "console.topic.events", 7, model.form().eventsProperty(), Problem.EVENTS);
        ObservableValue<String> title = messages.compute(
                () -> model.freshProperty().get()
                        ? messages.get("console.topic.new")
                        : messages.get(
                                "console.topic.title", model.topicProperty().get()),
                model.freshProperty(),
                model.topicProperty());
        Button close = Icons.button(Feather.X, () -> model.openProperty().set(false));
        close.setId("topic-close");
        Accessibles.describe(
                close, messages, messages.bind("console.topic.close"), new KeyCodeCombination(KeyCode.ESCAPE));
        getChildren().add(new Card(title, close).body(fields(), problems(), words(), actions(), failure()));
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                if (applying.get()) {
                    model.cancel();
                } else {
                    model.openProperty().set(false);
                }
                event.consume();
            }
        });
    }

    /** Goes to the first field. */
    void focus() {
        (model.freshProperty().get() ? name : events).requestFocus();
    }

    // ---- what is typed ------------------------------------------------------------------------------------------

    private Node fields() {
        VBox named = labelled("console.topic.name", name);
        named.managedProperty().bind(model.freshProperty());
        named.visibleProperty().bind(named.managedProperty());
        ChoiceBox<SizeUnit> sizeUnit =
                units("topic-size-unit", 5.5, SizeUnit.values(), model.form().sizeUnitProperty(), Enum::name);
        Accessibles.describe(sizeUnit, messages.bind("console.topic.size.unit"));
        ChoiceBox<AgeUnit> ageUnit = units(
                "topic-age-unit",
                6,
                AgeUnit.values(),
                model.form().ageUnitProperty(),
                unit -> messages.get("console.topic.unit." + unit.id()));
        Accessibles.describe(ageUnit, messages.bind("console.topic.age.unit"));
        TextField size =
                field("topic-size", "console.topic.size", 5, model.form().sizeProperty(), Problem.SIZE);
        TextField age = field("topic-age", "console.topic.age", 5, model.form().ageProperty(), Problem.AGE);
        age.promptTextProperty().bind(messages.bind("console.topic.age.prompt"));
        FlowPane fields = new FlowPane(
                16,
                8,
                named,
                labelled("console.topic.keeping", keeping()),
                labelled("console.topic.events", events),
                labelled("console.topic.size", size, sizeUnit),
                labelled("console.topic.age", age, ageUnit),
                labelled("console.topic.slow", policy()),
                whileConflating(false, labelled("console.topic.queue", queue())),
                whileConflating(true, labelled("console.topic.conflate-by", conflateBy())));
        fields.setRowValignment(VPos.BOTTOM);
        fields.disableProperty().bind(applying);
        return fields;
    }

    private ChoiceBox<SlowConsumer.Policy> policy() {
        ChoiceBox<SlowConsumer.Policy> policy = units(
                "topic-slow",
                11,
                SlowConsumer.Policy.values(),
                model.form().policyProperty(),
                each -> messages.get("console.topic.slow." + each.word()));
        Accessibles.describe(policy, messages.bind("console.topic.slow.tip"));
        return policy;
    }

    private TextField queue() {
        TextField queue =
                field("topic-queue", "console.topic.queue", 7, model.form().queueProperty(), Problem.QUEUE);
        queue.promptTextProperty().bind(messages.bind("console.topic.queue.prompt"));
        return queue;
    }

    private TextField conflateBy() {
        TextField pointer = field(
                "topic-conflate-by",
                "console.topic.conflate-by",
                9,
                model.form().conflateByProperty(),
                Problem.POINTER);
        pointer.promptTextProperty().bind(messages.bind("console.topic.conflate-by.prompt"));
        return pointer;
    }

    private Node whileConflating(boolean conflating, Node field) {
        field.managedProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> (model.form().policyProperty().get() == SlowConsumer.Policy.CONFLATE) == conflating,
                        model.form().policyProperty()));
        field.visibleProperty().bind(field.managedProperty());
        return field;
    }

    private Node keeping() {
        HBox box = new HBox();
        box.getStyleClass().add("segmented");
        ToggleGroup group = new ToggleGroup();
        for (boolean durable : new boolean[] {false, true}) {
            String key = durable ? "console.topic.durable" : "console.topic.memory";
            ToggleButton button = new ToggleButton();
            button.setId(durable ? "topic-durable" : "topic-memory");
            button.setMinWidth(USE_PREF_SIZE);
            button.getStyleClass().add(durable ? "right-pill" : "left-pill");
            button.textProperty().bind(messages.bind(key));
            Accessibles.describe(button, messages.bind(key + ".tip"));
            button.setToggleGroup(group);
            button.setSelected(model.form().durableProperty().get() == durable);
            model.form().durableProperty().addListener((property, old, now) -> button.setSelected(now == durable));
            button.setOnAction(event -> {
                button.setSelected(true);
                model.form().durableProperty().set(durable);
            });
            box.getChildren().add(button);
        }
        return box;
    }

    private TextField field(String id, String key, int columns, StringProperty value, Problem... wrong) {
        TextField field = new TextField();
        field.setId(id);
        field.setPrefColumnCount(columns);
        field.textProperty().bindBidirectional(value);
        field.setOnAction(event -> model.apply());
        Accessibles.describe(field, messages.bind(key + ".tip"));
        model.problemsProperty().addListener((property, old, now) -> {
            boolean bad = false;
            for (Problem each : wrong) {
                bad |= now.contains(each);
            }
            field.pseudoClassStateChanged(WRONG, bad);
        });
        return field;
    }

    /** @param width in em: a choice box does not measure anew when its texts or its font change */
    private <U> ChoiceBox<U> units(
            String id, double width, U[] all, ObjectProperty<U> value, Function<U, String> text) {
        ChoiceBox<U> box = new ChoiceBox<>();
        box.setId(id);
        box.setStyle("-fx-min-width: " + width + "em;");
        box.getItems().setAll(all);
        box.valueProperty().bindBidirectional(value);
        Runnable name = () -> box.setConverter(new StringConverter<>() {
            @Override
            public String toString(U unit) {
                return unit == null ? "" : text.apply(unit);
            }

            @Override
            public U fromString(String typed) {
                throw new UnsupportedOperationException("units are chosen, not typed");
            }
        });
        name.run();
        messages.localeProperty().addListener(change -> name.run());
        return box;
    }

    private VBox labelled(String key, Node... controls) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        label.setLabelFor(controls[0]);
        HBox row = new HBox(4, controls);
        row.setAlignment(Pos.CENTER_LEFT);
        return new VBox(2, label, row);
    }

    private Node problems() {
        VBox lines = new VBox(2);
        Runnable tell = () -> {
            lines.getChildren().clear();
            // An empty name is not wrong yet.
            model.problemsProperty().get().stream()
                    .sorted()
                    .filter(each -> each != Problem.TOPIC
                            || !model.topicProperty().get().isEmpty())
                    .forEach(each -> {
                        Label line = wrapped("field-error");
                        line.setText(text(messages, each, 0));
                        lines.getChildren().add(line);
                    });
        };
        model.problemsProperty().addListener(change -> tell.run());
        model.topicProperty().addListener(change -> tell.run());
        messages.localeProperty().addListener(change -> tell.run());
        tell.run();
        lines.managedProperty().bind(Bindings.isNotEmpty(lines.getChildren()));
        return lines;
    }

    /** What a problem is called, with what is needed to repair it. */
    static String text(Messages messages, Problem problem, long available) {
        return messages.get(
                "console.topic.problem."
                        + problem.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                messages.number(Retention.MAX_EVENTS),
                messages.bytes(Retention.MAX_BYTES),
                messages.number(Retention.MAX_AGE.toDays()),
                messages.bytes(available));
    }

    // ---- what comes of it ---------------------------------------------------------------------------------------

    private Node words() {
        Label words = wrapped("topic-words");
        words.setId("topic-words");
        words.textProperty()
                .bind(messages.compute(
                        () -> model.wantedProperty()
                                .get()
                                .map(wanted -> {
                                    Retention bounds = wanted.retention();
                                    String first = messages.get(
                                            wanted.durable()
                                                    ? "console.topic.words.durable"
                                                    : "console.topic.words.memory");
                                    String kept = messages.get(
                                            "console.topic.words.bounds",
                                            messages.number(bounds.events()),
                                            messages.bytes(bounds.bytes()));
                                    String young = bounds.age()
                                            .map(age -> messages.get("console.topic.words.age", age(messages, age)))
                                            .orElse("");
                                    String slow = messages.get("console.topic.words."
                                            + wanted.slow().policy().word());
                                    return first + kept + young + slow;
                                })
                                .orElse(""),
                        model.wantedProperty()));
        words.managedProperty().bind(words.textProperty().isNotEmpty());
        StatusBadge consequence = new StatusBadge();
        consequence.setId("topic-consequence");
        consequence.setWrapText(true);
        consequence.setMinWidth(0);
        consequence.setMinHeight(USE_PREF_SIZE);
        consequence.toneProperty().set(StatusBadge.Tone.WARN);
        consequence
                .wordProperty()
                .bind(messages.compute(
                        this::consequences,
                        model.wantedProperty(),
                        model.presentProperty(),
                        model.changedProperty(),
                        model.changedElsewhereProperty()));
        consequence.managedProperty().bind(consequence.wordProperty().isNotEmpty());
        consequence.visibleProperty().bind(consequence.managedProperty());
        return new VBox(4, words, consequence);
    }

    private String consequences() {
        StringBuilder text = new StringBuilder();
        if (model.changedElsewhereProperty().get()) {
            text.append(messages.get("console.topic.elsewhere"));
        }
        long kept =
                model.presentProperty().get().map(stats -> (long) stats.kept()).orElse(0L);
        model.consequences()
                .forEach(each -> text.append(messages.get(
                        "console.topic.consequence."
                                + each.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        kept)));
        return text.toString().strip();
    }

    /** An age in the unit it was given in. */
    static String age(Messages messages, Duration age) {
        AgeUnit unit = AgeUnit.of(age);
        return messages.get("console.topic.age.in", unit.write(age), messages.get("console.topic.unit." + unit.id()));
    }

    private Node actions() {
        Button apply = Icons.button(messages, "topic-apply", Feather.CHECK, "console.topic.apply", model::apply);
        apply.getStyleClass().add("accent");
        apply.disableProperty()
                .bind(applying.or(model.changedProperty().not())
                        .or(Bindings.createBooleanBinding(
                                () -> model.wantedProperty().get().isEmpty(), model.wantedProperty())));
        Button reset = Icons.button(messages, "topic-reset", Feather.ROTATE_CCW, "console.topic.reset", model::reset);
        reset.disableProperty().bind(applying.or(model.changedProperty().not()));
        Button cancel = Icons.button(messages, "topic-cancel", Feather.X, "console.topic.cancel", model::cancel);
        shownWhile(cancel, applying);
        cancel.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.outcomeProperty().get().phase() == Phase.TOO_LATE, model.outcomeProperty()));
        ProgressBar bar = new ProgressBar();
        bar.getStyleClass().add("topic-progress");
        bar.accessibleTextProperty().bind(messages.bind("console.topic.phase.applying"));
        shownWhile(bar, applying);
        StatusBadge badge = new StatusBadge();
        badge.setId("topic-outcome");
        Runnable tell = () -> {
            Phase phase = model.outcomeProperty().get().phase();
            boolean silent = phase == Phase.EDITING || phase == Phase.FAILED;
            badge.show(tone(phase), silent ? "" : messages.get("console.topic.phase." + id(phase)));
            badge.setManaged(!silent);
            badge.setVisible(!silent);
        };
        model.outcomeProperty().addListener(change -> tell.run());
        messages.localeProperty().addListener(change -> tell.run());
        tell.run();
        FlowPane actions = new FlowPane(8, 8, apply, reset, bar, cancel, badge);
        actions.setRowValignment(VPos.CENTER);
        return actions;
    }

    private static StatusBadge.Tone tone(Phase phase) {
        return switch (phase) {
            case APPLYING, TOO_LATE -> StatusBadge.Tone.BUSY;
            case DONE -> StatusBadge.Tone.OK;
            case EDITING, CANCELLED -> StatusBadge.Tone.IDLE;
            case FAILED -> StatusBadge.Tone.BAD;
        };
    }

    private static String id(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Notice failure() {
        Notice notice = new Notice(messages);
        notice.setId("topic-failure");
        model.outcomeProperty().addListener((property, old, now) -> tell(notice, now));
        return notice;
    }

    private void tell(Notice notice, Outcome now) {
        if (now.problem().isEmpty()) {
            notice.clear();
            return;
        }
        notice.error(
                messages.bind("console.topic.phase.failed"),
                messages.compute(() -> text(messages, now.problem().get(), now.available())),
                null);
    }

    private static void shownWhile(Node node, BooleanBinding condition) {
        node.managedProperty().bind(condition);
        node.visibleProperty().bind(condition);
    }

    private static Label wrapped(String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
