package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.SecurityState;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.DialArrow;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Suite;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Who dials whom, where to, how far it is, and how it is protected. Wraps when the window is narrow. */
public final class ConnectBar extends FlowPane {
    private static final KeyCombination ADDRESS = new KeyCodeCombination(KeyCode.L, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination TURN = new KeyCodeCombination(KeyCode.R, KeyCombination.SHORTCUT_DOWN);
    private static final KeyCombination SECURITY = new KeyCodeCombination(KeyCode.I, KeyCombination.SHORTCUT_DOWN);

    private final Messages messages;
    private final ConnectViewModel model;
    private final SecurityViewModel security;
    private final ComboBox<String> address = new ComboBox<>();
    private final ToggleButton securityChip = new ToggleButton();

    public ConnectBar(Messages messages, ConnectViewModel model, SecurityViewModel security) {
        this.messages = messages;
        this.model = model;
        this.security = security;
        getStyleClass().add("connect-bar");
        setAlignment(Pos.CENTER_LEFT);
        setHgap(8);
        setVgap(6);
        Label brand = new Label();
        brand.getStyleClass().add("brand");
        brand.textProperty().bind(messages.bind("connect.brand"));
        brand.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(brand, direction(), arrow(), addressField(), state(), securityChip());
    }

    /** Whether the details of the security are wanted. */
    public ToggleButton securityToggle() {
        return securityChip;
    }

    public void focusAddress() {
        address.requestFocus();
        address.getEditor().selectAll();
    }

    private HBox direction() {
        ToggleGroup group = new ToggleGroup();
        ToggleButton forward = segment("mode-forward", "connect.forward", "connect.forward.tip", group, "left-pill");
        ToggleButton reverse = segment("mode-reverse", "connect.reverse", "connect.reverse.tip", group, "right-pill");
        model.modeProperty().subscribe(mode -> (mode == Direction.FORWARD ? forward : reverse).setSelected(true));
        group.selectedToggleProperty().addListener((property, old, now) -> {
            if (now == null) {
                old.setSelected(true);
            } else {
                model.setMode(now == forward ? Direction.FORWARD : Direction.REVERSE);
            }
        });
        HBox segments = new HBox(forward, reverse);
        segments.getStyleClass().add("segmented");
        segments.setMaxWidth(USE_PREF_SIZE);
        Accessibles.key(segments, TURN, model::toggleMode);
        return segments;
    }

    private ToggleButton segment(String id, String key, String tip, ToggleGroup group, String style) {
        ToggleButton button = new ToggleButton();
        button.setId(id);
        button.textProperty().bind(messages.bind(key));
        button.setToggleGroup(group);
        button.getStyleClass().add(style);
        button.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(button, messages, messages.bind(tip), TURN);
        return button;
    }

    private DialArrow arrow() {
        DialArrow arrow = new DialArrow();
        Runnable show = () -> {
            Direction dialler =
                    model.dialledProperty().get().orElse(model.modeProperty().get());
            arrow.setDirection(
                    dialler == Direction.FORWARD
                            ? DialArrow.Direction.CLIENT_TO_SERVER
                            : DialArrow.Direction.SERVER_TO_CLIENT);
            arrow.dashedProperty().set(model.dialledProperty().get().isEmpty());
        };
        model.dialledProperty().subscribe(show);
        model.modeProperty().subscribe(show);
        show.run();
        arrow.labelProperty()
                .bind(messages.compute(
                        () -> messages.get(
                                arrow.getDirection() == DialArrow.Direction.CLIENT_TO_SERVER
                                        ? "connect.arrow.forward"
                                        : "connect.arrow.reverse"),
                        arrow.directionProperty()));
        return arrow;
    }

    private Region addressField() {
        address.setId("address");
        address.setEditable(true);
        address.getStyleClass().add("address-field");
        address.setItems(model.recent());
        address.getEditor().textProperty().bindBidirectional(model.addressProperty());
        address.promptTextProperty().bind(messages.bind("connect.address.prompt"));
        Accessibles.describe(address, messages, messages.bind("connect.address.tip"), ADDRESS);
        address.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER && !address.isShowing()) {
                model.connect();
                event.consume();
            }
        });
        Accessibles.key(address, ADDRESS, this::focusAddress);

        Button connect = button("connect", Feather.ZAP, "connect.connect", "connect.connect.tip", model::connect);
        connect.getStyleClass().add("accent");
        present(connect, model.wantedProperty().not());
        Button disconnect = Icons.button(Feather.X, model::disconnect);
        disconnect.setId("disconnect");
        disconnect.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(disconnect, messages.bind("connect.disconnect"));
        present(disconnect, model.wantedProperty());
        Button tryNow = button("try-now", Feather.ROTATE_CW, "connect.try-now", "connect.try-now.tip", model::tryNow);
        present(tryNow, model.waitingProperty());

        Label problem = new Label();
        problem.setId("address-problem");
        problem.getStyleClass().add("field-error");
        problem.textProperty().bind(Phrase.bind(messages, model.addressProblemProperty()));
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        HBox line = new HBox(6, address, connect, disconnect, tryNow);
        line.setAlignment(Pos.CENTER_LEFT);
        return new VBox(2, line, problem);
    }

    private HBox state() {
        StatusBadge badge = new StatusBadge().asChip();
        badge.setId("connection-state");
        badge.setMinWidth(USE_PREF_SIZE);
        badge.textProperty()
                .bind(messages.compute(() -> model.badgeProperty().get().word().in(messages), model.badgeProperty()));
        model.badgeProperty().subscribe(now -> badge.toneProperty().set(now.tone()));
        ProgressIndicator progress = new ProgressIndicator();
        progress.getStyleClass().add("inline-progress");
        progress.accessibleTextProperty().bind(messages.bind("connect.turning"));
        present(progress, model.turningProperty());
        HBox state = new HBox(6, badge, progress);
        state.setMinWidth(USE_PREF_SIZE);
        state.setAlignment(Pos.CENTER_LEFT);
        return state;
    }

    private ToggleButton securityChip() {
        securityChip.setId("security-chip");
        securityChip.getStyleClass().addAll("chip", "security-chip");
        securityChip.setMinWidth(USE_PREF_SIZE);
        StatusBadge mark = new StatusBadge();
        securityChip.setGraphic(mark);
        security.trustProperty().subscribe(now -> mark.toneProperty().set(now.tone()));
        securityChip
                .textProperty()
                .bind(messages.compute(this::securityWord, security.securityProperty(), security.changedProperty()));
        Accessibles.describe(securityChip, messages, messages.bind("connect.security.tip"), SECURITY);
        Accessibles.key(securityChip, SECURITY, securityChip::fire);
        // What is wrong with the choice is said where it was made.
        model.security().problemProperty().subscribe(problem -> {
            if (!problem.isEmpty()) {
                securityChip.setSelected(true);
            }
        });
        return securityChip;
    }

    private String securityWord() {
        if (security.changedProperty().get().isPresent()) {
            return messages.get("connect.chip.changed");
        }
        Optional<SecurityState> present = security.securityProperty().get();
        if (present.isEmpty()) {
            return messages.get("connect.chip.none");
        }
        Suite suite = present.get().suite();
        String word = SecurityViewModel.suite(suite).in(messages);
        if (suite == Suite.PLAINTEXT) {
            return messages.get("connect.chip.plaintext");
        }
        return present.get()
                .safetyNumber()
                .map(number -> messages.get("connect.chip.safety", word, SecurityViewModel.beginning(number)))
                .orElse(word);
    }

    private Button button(String id, Feather icon, String key, String tip, Runnable action) {
        Button button = new Button(null, Icons.of(icon));
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
        button.textProperty().bind(messages.bind(key));
        Accessibles.describe(button, messages.bind(tip));
        button.setOnAction(event -> action.run());
        return button;
    }

    private static void present(Region node, javafx.beans.value.ObservableBooleanValue shown) {
        node.managedProperty().bind(shown);
        node.visibleProperty().bind(shown);
    }
}
