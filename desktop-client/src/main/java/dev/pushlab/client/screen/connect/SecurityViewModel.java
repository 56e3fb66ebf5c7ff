package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.ChangedIdentity;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.SecurityState;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.StatusBadge.Tone;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Peer;
import java.net.InetSocketAddress;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** How the connection is protected, and who is at both ends. */
public final class SecurityViewModel {
    private final ProtocolClient client;
    private final FxBridge bridge;
    private final ReadOnlyObjectWrapper<Optional<SecurityState>> security =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<ChangedIdentity>> changed =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Phrase> decisionProblem = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private final ReadOnlyObjectWrapper<Optional<InetSocketAddress>> listener =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Badge> trust = new ReadOnlyObjectWrapper<>(NOT_CONNECTED);

    private static final Badge NOT_CONNECTED = new Badge(Tone.IDLE, Phrase.of("connect.trust.not-connected"));

    public SecurityViewModel(ProtocolClient client, FxBridge bridge) {
        this.client = client;
        this.bridge = bridge;
        bridge.latest(client.security(), state -> {
            security.set(state);
            show();
        });
        bridge.latest(client.changedIdentity(), state -> {
            changed.set(state);
            decisionProblem.set(Phrase.NONE);
            show();
        });
        bridge.latest(client.listener(), listener::set);
    }

    /** Empty without a connection. */
    public ReadOnlyObjectProperty<Optional<SecurityState>> securityProperty() {
        return security.getReadOnlyProperty();
    }

    /** The identity a server was refused for; a person has to decide. */
    public ReadOnlyObjectProperty<Optional<ChangedIdentity>> changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /** Why the decision could not be carried out. */
    public ReadOnlyObjectProperty<Phrase> decisionProblemProperty() {
        return decisionProblem.getReadOnlyProperty();
    }

    /** Where the own listener waits. */
    public ReadOnlyObjectProperty<Optional<InetSocketAddress>> listenerProperty() {
        return listener.getReadOnlyProperty();
    }

    /** Why the other side is believed, or that it is not. */
    public ReadOnlyObjectProperty<Badge> trustProperty() {
        return trust.getReadOnlyProperty();
    }

    /** This client's own fingerprint, 64 hex digits. */
    public String fingerprint() {
        return client.fingerprint();
    }

    /** The changed identity is right: it is remembered, and the connection made. */
    public void trustChanged(Runnable reconnect) {
        bridge.outcome(client.trustChangedIdentity(), (nothing, error) -> {
            if (error == null) {
                reconnect.run();
            } else {
                decisionProblem.set(Phrase.of("connect.changed.failed"));
            }
        });
    }

    /** The kind of protection in two words. */
    static Phrase suite(Suite suite) {
        return switch (suite) {
            case XX_CHACHAPOLY, XX_AESGCM -> Phrase.of("connect.suite.xx");
            case PSK_CHACHAPOLY, PSK_AESGCM -> Phrase.of("connect.suite.psk");
            case CALLBACK_CHACHAPOLY, CALLBACK_AESGCM -> Phrase.of("connect.suite.callback");
            case PLAINTEXT -> Phrase.of("connect.suite.plaintext");
        };
    }

    /** The beginning of the safety number, as in the bar: two groups of five. */
    static String beginning(String safetyNumber) {
        String digits = safetyNumber.replaceAll("\\s", "");
        return digits.length() < 10 ? digits : digits.substring(0, 5) + " " + digits.substring(5, 10);
    }

    static Optional<String> peerName(SecurityState state) {
        return state.peer().map(Peer::name).filter(name -> !name.isEmpty());
    }

    private void show() {
        if (changed.get().isPresent()) {
            trust.set(new Badge(Tone.BAD, Phrase.of("connect.trust.changed")));
        } else {
            trust.set(security.get().map(SecurityViewModel::trust).orElse(NOT_CONNECTED));
        }
    }

    private static Badge trust(SecurityState state) {
        return switch (state.trust()) {
            case PINNED -> new Badge(Tone.OK, Phrase.of("connect.trust.pinned"));
            case TRUSTED_BEFORE -> new Badge(Tone.OK, Phrase.of("connect.trust.known"));
            case FIRST_USE -> new Badge(Tone.WARN, Phrase.of("connect.trust.first-use"));
            case SHARED_SECRET -> new Badge(Tone.OK, Phrase.of("connect.trust.shared-secret"));
            case NONE -> new Badge(Tone.BAD, Phrase.of("connect.trust.none"));
        };
    }
}
