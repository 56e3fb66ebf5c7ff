package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.SecurityState;
import dev.pushlab.fx.CopyButton;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Peer;
import java.net.InetSocketAddress;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What one compares over another way: the fingerprints of both sides, the safety number, and why it matters. */
public final class SecurityPanel extends VBox {
    private static final int FINGERPRINT_GROUP = 4;
    private static final int SAFETY_GROUP = 5;

    private final Messages messages;
    private final SecurityViewModel model;

    public SecurityPanel(Messages messages, SecurityViewModel model, ConnectViewModel connect) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("drawer-body");
        getChildren()
                .addAll(
                        heading("connect.panel.server"),
                        trust(),
                        field(
                                "connect.panel.name",
                                text(() -> peer().map(Peer::name).orElse(""))),
                        field(
                                "connect.panel.fingerprint",
                                fingerprint(
                                        "peer-fingerprint",
                                        "connect.fingerprint.what",
                                        FINGERPRINT_GROUP,
                                        model.securityProperty()
                                                .map(now -> now.flatMap(SecurityState::peer)
                                                        .map(Peer::fingerprint)
                                                        .orElse("")))),
                        field(
                                "connect.panel.safety",
                                fingerprint(
                                        "safety-number",
                                        "connect.safety.what",
                                        SAFETY_GROUP,
                                        model.securityProperty()
                                                .map(now -> now.flatMap(SecurityState::safetyNumber)
                                                        .orElse("")))),
                        safetyHint(),
                        field("connect.panel.suite", text(this::suite)),
                        heading("connect.panel.client"),
                        field(
                                "connect.panel.own",
                                fingerprint(
                                        "own-fingerprint",
                                        "connect.fingerprint.what",
                                        FINGERPRINT_GROUP,
                                        new javafx.beans.property.ReadOnlyStringWrapper(model.fingerprint()))),
                        field("connect.panel.listener", listener()),
                        hint("connect.panel.listener.hint"),
                        new SecurityChoiceView(messages, connect.security(), connect::connect));
    }

    /** The own listener's address with its copy button, for wherever it has to be at hand. */
    public static String address(InetSocketAddress listener) {
        String host = listener.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + listener.getPort();
    }

    private StatusBadge trust() {
        StatusBadge badge = new StatusBadge();
        badge.setId("trust");
        badge.setWrapText(true);
        badge.setMinWidth(0);
        badge.setMinHeight(USE_PREF_SIZE);
        badge.textProperty()
                .bind(messages.compute(() -> model.trustProperty().get().word().in(messages), model.trustProperty()));
        model.trustProperty().subscribe(now -> badge.toneProperty().set(now.tone()));
        return badge;
    }

    private String suite() {
        Optional<SecurityState> now = model.securityProperty().get();
        return now.map(SecurityState::suite)
                .map(suite -> suite == Suite.PLAINTEXT ? messages.get("connect.suite.plaintext") : suite.noiseName())
                .orElse("");
    }

    private Node listener() {
        Label label = new Label();
        label.setId("own-listener");
        label.getStyleClass().add("mono");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty()
                .bind(messages.compute(
                        () -> model.listenerProperty()
                                .get()
                                .map(SecurityPanel::address)
                                .orElseGet(() -> messages.get("connect.panel.listener.none")),
                        model.listenerProperty()));
        CopyButton copy = new CopyButton(
                messages,
                messages.bind("connect.address.what"),
                () -> model.listenerProperty().get().map(SecurityPanel::address).orElse(""));
        copy.disableProperty().bind(model.listenerProperty().map(Optional::isEmpty));
        HBox line = new HBox(4, label, copy);
        line.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        return line;
    }

    private Optional<Peer> peer() {
        return model.securityProperty().get().flatMap(SecurityState::peer);
    }

    private Label text(java.util.concurrent.Callable<String> value) {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty().bind(messages.compute(value, model.securityProperty()));
        return label;
    }

    private FingerprintView fingerprint(String id, String what, int group, ObservableValue<String> value) {
        FingerprintView view = new FingerprintView(messages, messages.bind(what), group);
        view.setId(id);
        view.fingerprintProperty().bind(value);
        return view;
    }

    /** A name above its value; gone while there is no value. */
    private VBox field(String key, Node value) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        VBox box = new VBox(2, label, value);
        VBox.setVgrow(value, Priority.NEVER);
        ObservableValue<Boolean> shown = value instanceof FingerprintView view
                ? view.fingerprintProperty().isNotEmpty()
                : value instanceof Label text ? text.textProperty().isNotEmpty() : null;
        if (shown != null) {
            box.managedProperty().bind(shown);
            box.visibleProperty().bind(shown);
        }
        return box;
    }

    private Label heading(String key) {
        Label label = new Label();
        label.getStyleClass().add("strong");
        label.textProperty().bind(messages.bind(key));
        return label;
    }

    /** Only below a number. */
    private Label safetyHint() {
        Label label = hint("connect.panel.safety.hint");
        label.managedProperty()
                .bind(model.securityProperty()
                        .map(now -> now.flatMap(SecurityState::safetyNumber).isPresent()));
        label.visibleProperty().bind(label.managedProperty());
        return label;
    }

    private Label hint(String key) {
        Label label = new Label();
        label.getStyleClass().addAll("small", "muted");
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.textProperty().bind(messages.bind(key));
        return label;
    }
}
