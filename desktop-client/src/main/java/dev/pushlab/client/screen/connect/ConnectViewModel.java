package dev.pushlab.client.screen.connect;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.connection.ServerAddress;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.StatusBadge.Tone;
import dev.pushlab.protocol.message.Message.Direction;
import java.time.Instant;
import java.util.Optional;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The connection as the bar shows it, and what can be done about it. */
public final class ConnectViewModel {
    private final ProtocolClient client;
    private final AddressHistory history;
    private final SecurityChoice security;
    private final ObservableValue<Instant> now;
    private final StringProperty address = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Phrase> addressProblem = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private final ObservableList<String> recent = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Direction> mode = new ReadOnlyObjectWrapper<>(Direction.FORWARD);
    private final ReadOnlyObjectWrapper<Optional<Direction>> dialled = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Badge> badge = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper wanted = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper waiting = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper turning = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<Failure>> failure = new ReadOnlyObjectWrapper<>(Optional.empty());
    private ConnectionState connection;
    private ReverseState reverse;

    public ConnectViewModel(
            ProtocolClient client,
            FxBridge bridge,
            AddressHistory history,
            SecurityChoice security,
            ObservableValue<Instant> now) {
        this.client = client;
        this.history = history;
        this.security = security;
        this.now = now;
        connection = client.connection().get();
        reverse = client.reverse().get();
        recent.setAll(history.addresses());
        history.addresses().stream().findFirst().ifPresent(address::set);
        address.addListener((property, old, text) -> addressProblem.set(Phrase.NONE));
        show();
        bridge.latest(client.connection(), state -> {
            connection = state;
            show();
            showFailure();
        });
        bridge.latest(client.reverse(), state -> {
            reverse = state;
            show();
        });
        bridge.latest(client.mode(), direction -> {
            mode.set(direction);
            show();
        });
        bridge.latest(client.problems(), this::problem);
        now.addListener((property, old, time) -> show());
    }

    /** {@code host:port}, as typed. */
    public StringProperty addressProperty() {
        return address;
    }

    /** What is wrong with the address; {@link Phrase#NONE} until it is used. */
    public ReadOnlyObjectProperty<Phrase> addressProblemProperty() {
        return addressProblem.getReadOnlyProperty();
    }

    /** Addresses used before, newest first. */
    public ObservableList<String> recent() {
        return recent;
    }

    /** The direction that is wanted. */
    public ReadOnlyObjectProperty<Direction> modeProperty() {
        return mode.getReadOnlyProperty();
    }

    /** Who dialled the connection there is; empty without one. */
    public ReadOnlyObjectProperty<Optional<Direction>> dialledProperty() {
        return dialled.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Badge> badgeProperty() {
        return badge.getReadOnlyProperty();
    }

    /** Whether there is something to be ended: a connection or attempts at one. */
    public ReadOnlyBooleanProperty wantedProperty() {
        return wanted.getReadOnlyProperty();
    }

    /** Whether it waits before the next attempt, which can be made at once. */
    public ReadOnlyBooleanProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /** Whether a change of direction is under way. */
    public ReadOnlyBooleanProperty turningProperty() {
        return turning.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Optional<Failure>> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** How the server of the next connection is to be believed. */
    public SecurityChoice security() {
        return security;
    }

    /** Connects to the address typed, or says what is wrong with it or with the security chosen. */
    public void connect() {
        ServerAddress server;
        try {
            server = ServerAddress.parse(address.get() == null ? "" : address.get());
        } catch (IllegalArgumentException e) {
            addressProblem.set(Phrase.of("connect.address.invalid"));
            return;
        }
        connect(server);
    }

    /** Connects, as somebody asked for on the command line or in the bar. */
    public void connect(ServerAddress server) {
        address.set(server.toString());
        addressProblem.set(Phrase.NONE);
        Optional<ConnectOptions> options = security.options();
        if (options.isEmpty()) {
            return;
        }
        failure.set(Optional.empty());
        history.add(server.toString());
        String typed = address.get();
        recent.setAll(history.addresses());
        address.set(typed);
        client.setStandaloneOptions(options.get());
        client.connect(server, options.get());
    }

    public void disconnect() {
        failure.set(Optional.empty());
        client.disconnect();
        client.setMode(Direction.FORWARD);
    }

    public void tryNow() {
        client.tryNow();
    }

    public void setMode(Direction direction) {
        if (direction != mode.get()) {
            mode.set(direction);
            if (direction == Direction.REVERSE && !wanted.get()) {
                // Nothing but the choice says whom to believe when somebody dials.
                Optional<ConnectOptions> options = security.options();
                if (options.isEmpty()) {
                    mode.set(Direction.FORWARD);
                    return;
                }
                client.setStandaloneOptions(options.get());
            }
            client.setMode(direction);
        }
    }

    public void toggleMode() {
        setMode(mode.get() == Direction.FORWARD ? Direction.REVERSE : Direction.FORWARD);
    }

    public void dismissFailure() {
        failure.set(Optional.empty());
    }

    private void show() {
        Optional<Direction> dialledNow = connection instanceof ConnectionState.Connected connected
                ? Optional.of(connected.direction())
                : Optional.empty();
        dialled.set(dialledNow);
        badge.set(Badge.of(connection, reverse, mode.get(), now.getValue()));
        wanted.set(
                connection.phase() != ConnectionState.Phase.DISCONNECTED || reverse.phase() != ReverseState.Phase.OFF);
        waiting.set(connection.phase() == ConnectionState.Phase.RECONNECTING
                || reverse.phase() == ReverseState.Phase.FALLBACK_FORWARD);
        turning.set(dialledNow.isPresent()
                && dialledNow.get() != mode.get()
                && reverse.phase() != ReverseState.Phase.FALLBACK_FORWARD
                && !(reverse instanceof ReverseState.Off off && off.cause().isPresent()));
    }

    private void showFailure() {
        if (connection instanceof ConnectionState.Reconnecting reconnecting) {
            fail(Tone.WARN, reconnecting.cause(), Phrase.of("connect.failure.retry"));
        } else if (connection instanceof ConnectionState.Disconnected ended
                && ended.cause().isPresent()) {
            fail(Tone.BAD, ended.cause().get(), Phrase.of("connect.failure.again"));
        } else if (connection.phase() == ConnectionState.Phase.CONNECTED) {
            failure.set(Optional.empty());
        }
    }

    private void fail(Tone tone, Cause cause, Phrase next) {
        Phrase what = address.get() == null || address.get().isBlank()
                ? Phrase.of("connect.failure")
                : Phrase.of("connect.failure.of", address.get());
        failure.set(Optional.of(new Failure(tone, what, Phrase.cause(cause), next, cause.detail())));
    }

    /** A refusal that left the connection as it is. */
    private void problem(Cause cause) {
        failure.set(Optional.of(new Failure(
                Tone.WARN, Phrase.of("connect.problem"), Phrase.cause(cause), Phrase.NONE, cause.detail())));
    }
}
