package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.session.SessionConfig;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Dialling one server: the attempt under way, or the wait before the next one. Belongs to the client's event loop.
 */
final class Attempts {
    private final ClientSettings settings;
    private final Connector connector;
    private final EventExecutor loop;
    private final ProtocolClient.Signals signals;
    private final Primary primary;
    private final Link.Owner owner;
    private final Backoff backoff;
    private Target target;
    private Link dialled;
    private Connector.Dialling dialling;
    private Future<?> retry;

    private record Target(ServerAddress server, ConnectOptions options) {}

    /** @param owner told what becomes of each attempt */
    Attempts(
            ClientSettings settings,
            Connector connector,
            ProtocolClient.Signals signals,
            Primary primary,
            Link.Owner owner) {
        this.settings = settings;
        this.connector = connector;
        this.loop = connector.loop();
        this.signals = signals;
        this.primary = primary;
        this.owner = owner;
        backoff = new Backoff(settings.timing().firstRetry(), settings.timing().longestRetry(), settings.random());
    }

    /** Which server is to be dialled from now on. Nothing is begun. */
    void aim(ServerAddress server, ConnectOptions options) {
        target = new Target(server, options);
        backoff.reset();
    }

    /** No server is to be dialled any more. */
    void forgetTarget() {
        target = null;
    }

    boolean hasTarget() {
        return target != null;
    }

    Optional<ServerAddress> server() {
        return Optional.ofNullable(target).map(Target::server);
    }

    /** With which the target is dialled, and its calls are answered. */
    ConnectOptions options() {
        return target.options();
    }

    boolean underWay() {
        return dialled != null;
    }

    /** The attempt under way has come to its end with this link. @return whether it was that one */
    boolean ended(Link link) {
        if (link != dialled) {
            return false;
        }
        dialled = null;
        return true;
    }

    /** Dials the target, now. */
    void dial() {
        cancel();
        signals.changedIdentity.set(Optional.empty());
        TrustCheck trust = new TrustCheck(
                settings.knownServers(),
                target.server().toString(),
                target.options().pin(),
                settings.clock());
        Link link = new Link(Direction.FORWARD, trust, loop, owner);
        dialled = link;
        primary.show(new ConnectionState.Connecting(target.server()));
        dialling = connector.dial(
                target.server(), settings.timing().connect(), config(target.options(), trust), link, channel -> {
                    link.localAddress(((InetSocketAddress) channel.localAddress()).getAddress());
                    primary.show(new ConnectionState.Handshaking(Direction.FORWARD));
                });
    }

    /** Neither the attempt under way nor the next one is wanted any more. */
    void cancel() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (dialled != null) {
            dialled = null;
            dialling.cancel();
        }
    }

    /** Dials again after a wait that grows with each failure. */
    void retryLater(Cause cause) {
        Duration wait = backoff.next();
        primary.show(new ConnectionState.Reconnecting(
                backoff.attempts(), settings.clock().instant().plus(wait), cause));
        retry = loop.schedule(this::dial, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** If this link is still the one in use after a while, then the next wait is short again. */
    void awaitProof(Link link) {
        loop.schedule(
                () -> {
                    if (primary.is(link)) {
                        backoff.reset();
                    }
                },
                settings.timing().proof().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    SessionConfig config(ConnectOptions options, TrustCheck trust) {
        SessionConfig config = SessionConfig.client(settings.name())
                .withIdentity(settings.identity())
                .withSuites(options.security().suites())
                .withPeerPolicy(trust)
                .withLimits(settings.timing().session());
        return options.psk().map(config::withPsk).orElse(config);
    }
}
