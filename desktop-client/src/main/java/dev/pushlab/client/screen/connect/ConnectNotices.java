package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.ChangedIdentity;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.FingerprintView;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.message.Suite;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Below the bar, while there is something to say: a failure, plaintext, an identity that has changed. */
public final class ConnectNotices extends VBox {
    private static final int FINGERPRINT_GROUP = 4;

    private final Messages messages;
    private final ConnectViewModel model;
    private final SecurityViewModel security;

    public ConnectNotices(Messages messages, ConnectViewModel model, SecurityViewModel security) {
        this.messages = messages;
        this.model = model;
        this.security = security;
        getStyleClass().add("notices");
        setSpacing(8);
        getChildren().addAll(failure(), plaintext(), changed());
        managedProperty()
                .bind(javafx.beans.binding.Bindings.createBooleanBinding(
                        () -> getChildren().stream().anyMatch(javafx.scene.Node::isManaged),
                        getChildren().stream()
                                .map(javafx.scene.Node::managedProperty)
                                .toArray(javafx.beans.Observable[]::new)));
        visibleProperty().bind(managedProperty());
    }

    private Notice failure() {
        Notice notice = new Notice(messages);
        notice.setId("connect-failure");
        model.failureProperty().subscribe(now -> {
            // The changed identity is explained by a notice of its own.
            if (now.isPresent() && security.changedProperty().get().isEmpty()) {
                show(notice, now.get());
            } else {
                notice.clear();
            }
        });
        security.changedProperty().subscribe(now -> {
            if (now.isPresent()) {
                notice.clear();
            }
        });
        notice.managedProperty().addListener((property, old, shown) -> {
            if (!shown) {
                model.dismissFailure();
            }
        });
        return notice;
    }

    private void show(Notice notice, Failure failure) {
        notice.show(
                failure.tone(),
                messages.compute(() -> failure.what().in(messages)),
                messages.compute(() -> failure.why().in(messages)),
                messages.compute(() -> failure.next().in(messages)),
                failure.detail());
    }

    private StatusBadge plaintext() {
        StatusBadge warning = new StatusBadge();
        warning.setId("plaintext-warning");
        warning.getStyleClass().add("plaintext-warning");
        warning.toneProperty().set(StatusBadge.Tone.BAD);
        warning.setWrapText(true);
        warning.setMinWidth(0);
        warning.setMaxWidth(Double.MAX_VALUE);
        warning.setMinHeight(USE_PREF_SIZE);
        warning.textProperty().bind(messages.bind("connect.plaintext"));
        warning.managedProperty()
                .bind(security.securityProperty()
                        .map(now -> now.filter(state -> state.suite() == Suite.PLAINTEXT)
                                .isPresent()));
        warning.visibleProperty().bind(warning.managedProperty());
        return warning;
    }

    private VBox changed() {
        StatusBadge title = new StatusBadge();
        title.toneProperty().set(StatusBadge.Tone.BAD);
        title.getStyleClass().add("notice-title");
        title.setWrapText(true);
        title.setMinWidth(0);
        title.setMinHeight(USE_PREF_SIZE);
        Label why = wrapped();
        why.textProperty().bind(messages.bind("connect.changed.why"));
        FingerprintView expected =
                new FingerprintView(messages, messages.bind("connect.fingerprint.what"), FINGERPRINT_GROUP);
        FingerprintView presented =
                new FingerprintView(messages, messages.bind("connect.fingerprint.what"), FINGERPRINT_GROUP);
        Button trust = new Button(null, Icons.of(Feather.SHIELD));
        trust.setId("trust-changed");
        trust.getStyleClass().add("danger");
        trust.setMinWidth(USE_PREF_SIZE);
        trust.textProperty().bind(messages.bind("connect.changed.trust"));
        Accessibles.describe(trust, messages.bind("connect.changed.trust.tip"));
        trust.setOnAction(event -> security.trustChanged(model::connect));
        Label pinned = wrapped();
        pinned.textProperty().bind(messages.bind("connect.changed.pinned"));
        Label problem = wrapped();
        problem.getStyleClass().add("field-error");
        problem.textProperty().bind(Phrase.bind(messages, security.decisionProblemProperty()));
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        VBox box = new VBox(
                4,
                title,
                why,
                fieldLabel("connect.changed.expected"),
                expected,
                fieldLabel("connect.changed.presented"),
                presented,
                trust,
                pinned,
                problem);
        box.setId("changed-identity");
        box.getStyleClass().addAll("notice", "changed-identity");
        box.visibleProperty().bind(box.managedProperty());
        security.changedProperty().subscribe(now -> {
            box.setManaged(now.isPresent());
            now.ifPresent(identity -> {
                expected.fingerprintProperty().set(identity.expected());
                presented.fingerprintProperty().set(identity.presented());
                trust.setManaged(!identity.pinned());
                trust.setVisible(!identity.pinned());
                pinned.setManaged(identity.pinned());
                pinned.setVisible(identity.pinned());
            });
        });
        title.textProperty()
                .bind(messages.compute(
                        () -> {
                            Optional<ChangedIdentity> now =
                                    security.changedProperty().get();
                            return now.map(identity -> messages.get("connect.changed", identity.name()))
                                    .orElse("");
                        },
                        security.changedProperty()));
        return box;
    }

    private Label fieldLabel(String key) {
        Label label = new Label();
        label.getStyleClass().add("field-label");
        label.textProperty().bind(messages.bind(key));
        return label;
    }

    private static Label wrapped() {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
