package dev.pushlab.client.connection;

import dev.pushlab.protocol.keys.SafetyNumber;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.protocol.session.Session;
import java.util.Optional;

/**
 * The link over which this client speaks, if there is one, and what the screen is told of it. Belongs to the client's
 * event loop.
 */
final class Primary {
    private final ClientSettings settings;
    private final ProtocolClient.Signals signals;
    private Link link;
    private Subscription statusWatch = () -> {};

    Primary(ClientSettings settings, ProtocolClient.Signals signals) {
        this.settings = settings;
        this.signals = signals;
    }

    /** Null without one. */
    Link get() {
        return link;
    }

    boolean exists() {
        return link != null;
    }

    boolean is(Link other) {
        return link == other && other != null;
    }

    boolean goes(Direction direction) {
        return link != null && link.direction() == direction;
    }

    /** From now on this client speaks over this link, whose session is established. */
    void take(Link next) {
        link = next;
        Session session = next.session();
        signals.security.set(Optional.of(security(next)));
        signals.connection.set(new ConnectionState.Connected(next.direction(), session.since()));
        statusWatch.close();
        statusWatch = session.status().subscribe(status -> signals.status.set(Optional.of(status)));
    }

    void clear() {
        link = null;
        statusWatch.close();
        signals.status.set(Optional.empty());
        signals.security.set(Optional.empty());
    }

    /** Attempts are shown only while there is no connection; otherwise the connection is what matters. */
    void show(ConnectionState state) {
        if (link == null) {
            signals.connection.set(state);
        }
    }

    private SecurityState security(Link of) {
        Session session = of.session();
        Optional<String> safetyNumber = session.peer()
                .map(peer -> SafetyNumber.of(
                                settings.identity().publicKey(), peer.identity().toArray())
                        .toString());
        SecurityState.Trust trust = session.peer().isPresent()
                ? of.trust().trust()
                : session.suite().authenticated() ? SecurityState.Trust.SHARED_SECRET : SecurityState.Trust.NONE;
        return new SecurityState(session.suite(), session.peer(), safetyNumber, trust);
    }
}
