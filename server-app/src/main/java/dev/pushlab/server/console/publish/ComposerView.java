package dev.pushlab.server.console.publish;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import java.io.File;
import java.util.Locale;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/** The composer, at the foot of every screen: topic, type, data; once or at a rate. */
public final class ComposerView extends VBox {
    /** Goes to the data field from anywhere. */
    public static final KeyCombination COMPOSE = new KeyCodeCombination(KeyCode.N, KeyCombination.SHORTCUT_DOWN);

    private static final KeyCombination SEND = new KeyCodeCombination(KeyCode.ENTER, KeyCombination.SHORTCUT_DOWN);

    private final Messages messages;
    private final ComposerViewModel model;
    private final TextField data = new TextField();

    public ComposerView(Messages messages, ComposerViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("composer");
        HBox row = new HBox(8, dataArea(), publishButton());
        row.setAlignment(Pos.BOTTOM_LEFT);
        getChildren().add(new Card(messages.bind("console.publish"), outcome(), kinds()).body(fields(), row));
    }

    /** Where the next event is typed. */
    public void focusData() {
        data.requestFocus();
    }

    private Node fields() {
        ComboBox<String> topic = new ComboBox<>(model.topics());
        topic.setId("publish-topic");
        topic.setEditable(true);
        topic.getEditor().textProperty().bindBidirectional(model.topicProperty());
        Accessibles.describe(topic, messages.bind("console.publish.topic.tip"));
        TextField type = new TextField();
        type.setId("publish-type");
        type.setPrefColumnCount(8);
        type.promptTextProperty().bind(messages.bind("console.publish.type.prompt"));
        type.textProperty().bindBidirectional(model.typeProperty());
        type.setOnAction(event -> model.publish());
        Accessibles.describe(type, messages.bind("console.publish.type.tip"));

        CheckBox repeat = new CheckBox();
        repeat.setId("publish-repeat");
        repeat.setMinWidth(USE_PREF_SIZE);
        repeat.textProperty().bind(messages.bind("console.publish.repeat"));
        repeat.selectedProperty().bindBidirectional(model.repeatProperty());
        Accessibles.describe(repeat, messages.bind("console.publish.repeat.tip"));
        TextField rate = new TextField();
        rate.setId("publish-rate");
        rate.setPrefColumnCount(4);
        rate.textProperty().bindBidirectional(model.rateProperty());
        rate.disableProperty().bind(model.repeatProperty().not());
        Accessibles.describe(rate, messages.bind("console.publish.rate.tip"));
        Label unit = label("console.publish.rate.unit", "muted");
        HBox repetition = new HBox(8, repeat, rate, unit);
        repetition.setAlignment(Pos.CENTER_LEFT);

        FlowPane fields = new FlowPane(
                16, 8, pair("console.publish.topic", topic), pair("console.publish.type", type), repetition);
        fields.setRowValignment(VPos.CENTER);
        return fields;
    }

    private HBox pair(String key, Region field) {
        Label label = label(key, "muted");
        label.setLabelFor(field);
        HBox pair = new HBox(8, label, field);
        pair.setAlignment(Pos.CENTER_LEFT);
        return pair;
    }

    private Label label(String key, String style) {
        Label label = new Label();
        label.getStyleClass().add(style);
        label.setMinWidth(USE_PREF_SIZE);
        label.textProperty().bind(messages.bind(key));
        return label;
    }

    private Node kinds() {
        HBox box = new HBox();
        box.getStyleClass().add("segmented");
        ToggleGroup group = new ToggleGroup();
        ComposerViewModel.Kind[] kinds = ComposerViewModel.Kind.values();
        for (ComposerViewModel.Kind kind : kinds) {
            String id = kind.name().toLowerCase(Locale.ROOT);
            ToggleButton button = new ToggleButton();
            button.setId("kind-" + id);
            button.setMinWidth(USE_PREF_SIZE);
            button.textProperty().bind(messages.bind("console.publish.kind." + id));
            button.getStyleClass()
                    .addAll("small", kind == kinds[0] ? "left-pill" : kind == kinds[2] ? "right-pill" : "center-pill");
            button.setToggleGroup(group);
            button.setSelected(model.kindProperty().get() == kind);
            Accessibles.describe(button, messages.bind("console.publish.kind." + id + ".tip"));
            button.setOnAction(event -> {
                // One is always chosen: pressing the chosen one again does not let go of it.
                button.setSelected(true);
                model.kindProperty().set(kind);
            });
            box.getChildren().add(button);
        }
        return box;
    }

    private Node dataArea() {
        data.setId("publish-data");
        data.promptTextProperty()
                .bind(messages.compute(
                        () -> messages.get(
                                model.kindProperty().get() == ComposerViewModel.Kind.JSON
                                        ? "console.publish.json.prompt"
                                        : "console.publish.text.prompt"),
                        model.kindProperty()));
        data.textProperty().bindBidirectional(model.dataProperty());
        data.setOnAction(event -> model.publish());
        Accessibles.describe(data, messages, messages.bind("console.publish.data.tip"), COMPOSE);
        Accessibles.key(data, COMPOSE, data::requestFocus);

        Button choose = new Button(null, Icons.of(Feather.FILE));
        choose.setId("publish-file");
        choose.setMinWidth(USE_PREF_SIZE);
        choose.textProperty()
                .bind(messages.compute(
                        () -> model.fileProperty().get() == null
                                ? messages.get("console.publish.file.choose")
                                : model.fileProperty().get().getFileName().toString(),
                        model.fileProperty()));
        Accessibles.describe(choose, messages.bind("console.publish.file.tip"));
        choose.setOnAction(event -> {
            FileChooser chooser = new FileChooser();
            chooser.setTitle(messages.get("console.publish.file.choose"));
            File chosen = chooser.showOpenDialog(getScene().getWindow());
            if (chosen != null) {
                model.fileProperty().set(chosen.toPath());
            }
        });
        choose.visibleProperty().bind(model.kindProperty().isEqualTo(ComposerViewModel.Kind.FILE));
        choose.managedProperty().bind(choose.visibleProperty());
        data.visibleProperty().bind(choose.visibleProperty().not());
        data.managedProperty().bind(data.visibleProperty());
        StackPane area = new StackPane(data, choose);
        area.setAlignment(Pos.CENTER_LEFT);
        HBox.setHgrow(area, Priority.ALWAYS);
        return area;
    }

    private Button publishButton() {
        Button publish = new Button();
        publish.setId("publish");
        publish.getStyleClass().add("accent");
        publish.setMinWidth(USE_PREF_SIZE);
        publish.textProperty()
                .bind(messages.compute(
                        () -> messages.get(
                                model.repeatingProperty().get() ? "console.publish.stop" : "console.publish.send"),
                        model.repeatingProperty()));
        publish.graphicProperty()
                .bind(Bindings.createObjectBinding(
                        () -> Icons.of(model.repeatingProperty().get() ? Feather.SQUARE : Feather.SEND),
                        model.repeatingProperty()));
        Accessibles.describe(publish, messages, messages.bind("console.publish.send.tip"), SEND);
        Accessibles.key(publish, SEND, model::publish);
        publish.setOnAction(event -> model.publish());
        return publish;
    }

    private Node outcome() {
        StatusBadge badge = new StatusBadge();
        badge.setId("publish-outcome");
        badge.setWrapText(true);
        badge.setMinWidth(0);
        badge.setMinHeight(USE_PREF_SIZE);
        badge.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(badge, Priority.SOMETIMES);
        badge.wordProperty()
                .bind(messages.compute(
                        () -> {
                            ComposerViewModel.Outcome now =
                                    model.outcomeProperty().get();
                            return now.key().isEmpty()
                                    ? messages.get("console.publish.ready")
                                    : messages.get(now.key(), now.arguments().toArray());
                        },
                        model.outcomeProperty()));
        badge.toneProperty()
                .bind(Bindings.createObjectBinding(
                        () -> {
                            ComposerViewModel.Outcome now =
                                    model.outcomeProperty().get();
                            if (now.key().isEmpty()) {
                                return StatusBadge.Tone.IDLE;
                            }
                            return now.error() ? StatusBadge.Tone.BAD : StatusBadge.Tone.OK;
                        },
                        model.outcomeProperty()));
        badge.getStyleClass().add("small");
        return badge;
    }
}
