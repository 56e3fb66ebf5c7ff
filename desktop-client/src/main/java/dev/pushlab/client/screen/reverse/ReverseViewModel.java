package dev.pushlab.client.screen.reverse;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.message.Message.Direction;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;

/** Which step the reverse connection has reached, and what became of it if it failed. */
public final class ReverseViewModel {
    /** The steps in their order; {@link ReverseState.Phase#FALLBACK_FORWARD} is where they lead when they fail. */
    static final List<ReverseState.Phase> STEPS = List.of(
            ReverseState.Phase.LISTENING,
            ReverseState.Phase.REGISTERING,
            ReverseState.Phase.REGISTERED,
            ReverseState.Phase.CALLED,
            ReverseState.Phase.AUTHENTICATED,
            ReverseState.Phase.KEYED);

    private final ProtocolClient client;
    private final ObservableValue<Instant> now;
    private final ReadOnlyObjectWrapper<ReverseState> state = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Optional<ReverseState.Phase>> lastStep =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Phrase> detail = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private final ReadOnlyObjectWrapper<Optional<Cause>> failure = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Phrase> consequence = new ReadOnlyObjectWrapper<>(Phrase.NONE);
    private Direction mode;

    public ReverseViewModel(ProtocolClient client, FxBridge bridge, ObservableValue<Instant> now) {
        this.client = client;
        this.now = now;
        mode = client.mode().get();
        show(client.reverse().get());
        bridge.latest(client.reverse(), this::show);
        bridge.latest(client.mode(), direction -> {
            mode = direction;
            show(state.get());
        });
        now.addListener((property, old, time) -> describe());
    }

    public ReadOnlyObjectProperty<ReverseState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** The furthest step of this attempt; kept after a fallback, to show where it ended. */
    public ReadOnlyObjectProperty<Optional<ReverseState.Phase>> lastStepProperty() {
        return lastStep.getReadOnlyProperty();
    }

    /** What is happening, in one sentence. */
    public ReadOnlyObjectProperty<Phrase> detailProperty() {
        return detail.getReadOnlyProperty();
    }

    /** Why it failed, if it did. */
    public ReadOnlyObjectProperty<Optional<Cause>> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** What happens instead. */
    public ReadOnlyObjectProperty<Phrase> consequenceProperty() {
        return consequence.getReadOnlyProperty();
    }

    public void begin() {
        client.setMode(Direction.REVERSE);
    }

    /** Registers again at once after a fallback. */
    public void tryNow() {
        client.tryNow();
    }

    private void show(ReverseState next) {
        state.set(next);
        if (STEPS.contains(next.phase())) {
            lastStep.set(Optional.of(next.phase()));
        } else if (next.phase() == ReverseState.Phase.OFF) {
            lastStep.set(Optional.empty());
        }
        describe();
    }

    private void describe() {
        ReverseState present = state.get();
        failure.set(failure(present));
        detail.set(detail(present));
        consequence.set(consequence(present));
    }

    private static Optional<Cause> failure(ReverseState state) {
        if (state instanceof ReverseState.FallbackForward fallback) {
            return Optional.of(fallback.cause());
        }
        return state instanceof ReverseState.Off off ? off.cause() : Optional.empty();
    }

    private Phrase detail(ReverseState present) {
        if (present instanceof ReverseState.Listening listening) {
            return client.connection().get().phase() == ConnectionState.Phase.DISCONNECTED
                    ? Phrase.of("reverse.listening.alone", text(listening.address()))
                    : Phrase.of("reverse.listening", text(listening.address()));
        }
        if (present instanceof ReverseState.Registering registering) {
            return Phrase.of(
                    "reverse.registering",
                    Integer.toString(registering.address().getPort()));
        }
        if (present instanceof ReverseState.Registered registered) {
            return Phrase.of(
                    "reverse.registered",
                    registered.observedAddress(),
                    Integer.toString(registered.address().getPort()),
                    left(registered.expiry()));
        }
        if (present instanceof ReverseState.Called called) {
            return Phrase.of("reverse.called", text(called.from()));
        }
        if (present instanceof ReverseState.Authenticated authenticated) {
            return Phrase.of("reverse.authenticated", text(authenticated.from()));
        }
        if (present instanceof ReverseState.Keyed keyed) {
            return Phrase.of("reverse.keyed", text(keyed.from()), keyed.group(), Long.toString(keyed.epoch()));
        }
        return present instanceof ReverseState.Off && mode == Direction.REVERSE
                ? Phrase.of("reverse.off.wanted")
                : Phrase.of("reverse.off");
    }

    private Phrase consequence(ReverseState present) {
        if (present instanceof ReverseState.FallbackForward fallback) {
            return Phrase.of("reverse.fallback.next", left(fallback.retry()));
        }
        return present instanceof ReverseState.Off off && off.cause().isPresent()
                ? Phrase.of("reverse.failed.next")
                : Phrase.NONE;
    }

    private Duration left(Instant until) {
        long millis = Math.max(0, Duration.between(now.getValue(), until).toMillis());
        return Duration.ofSeconds((millis + 999) / 1000);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
