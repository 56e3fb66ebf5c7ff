package dev.pushlab.client.connection;

import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.client.keys.KeyRing;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Message.PublishOnce;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.SessionStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * The client's side of the binary protocol, in both directions, over however many connections that takes.
 *
 * <p>Forward, the client dials the server. Reverse, the server dials the client: either because the client asked for it
 * over a forward connection ({@link #connect} and {@link #setMode} with {@link Direction#REVERSE}), or because somebody
 * told the server where this client listens (reverse mode without {@link #connect}). Events go over whichever
 * connection is up. A change of direction loses nothing: the new connection takes the subscriptions over after the last
 * event received, and only then is the old one closed; {@link #deliveries} has every event once and in order.
 *
 * <p>A lost connection is made again by itself, after growing random waits, and resumes after the last event received;
 * what the server has forgotten meanwhile is reported as {@link Delivery.Lost}. Causes that do not go away by
 * themselves, a changed identity for one, end the attempts.
 *
 * <p>Methods return at once and may be called by any thread. Observers are called on the client's event loop: they must
 * be quick and must not block.
 */
public final class ProtocolClient implements AutoCloseable {
    private final ClientSettings settings;
    private final Connector connector;
    private final Signals signals = new Signals();
    private final KeyRing keys;
    private final Conductor conductor;

    /** What can be observed, in one place for those who set it. */
    static final class Signals {
        final State<ConnectionState> connection = new State<>(new ConnectionState.Disconnected(Optional.empty()));
        final State<ReverseState> reverse = new State<>(new ReverseState.Off(Optional.empty()));
        final State<Direction> mode = new State<>(Direction.FORWARD);
        final State<Optional<SecurityState>> security = new State<>(Optional.empty());
        final State<Optional<ChangedIdentity>> changedIdentity = new State<>(Optional.empty());
        final State<Optional<SessionStatus>> status = new State<>(Optional.empty());
        final State<Optional<ServerInfo>> server = new State<>(Optional.empty());
        final State<Optional<InetSocketAddress>> listener = new State<>(Optional.empty());
        final State<Traffic> traffic = new State<>(Traffic.NONE);
        final State<Map<Topic, TopicState>> topics = new State<>(Map.of());
        final Signal<Delivery> deliveries = new Signal<>();
        final Signal<Cause> problems = new Signal<>();
    }

    public ProtocolClient(ClientSettings settings) {
        this.settings = settings;
        keys = new KeyRing(fingerprint(), settings.clock());
        connector = new Connector();
        conductor = new Conductor(settings, connector, signals, keys);
    }

    // ---- what may be watched ----------------------------------------------------------------------------------

    /** Where the connection that carries the events stands. */
    public State<ConnectionState> connection() {
        return signals.connection;
    }

    /** Where the reverse connection stands. */
    public State<ReverseState> reverse() {
        return signals.reverse;
    }

    /** The direction that is wanted; {@link #connection} tells which one is there. */
    public State<Direction> mode() {
        return signals.mode;
    }

    /** How the present connection is protected; empty without one. */
    public State<Optional<SecurityState>> security() {
        return signals.security;
    }

    /** The identity a server was refused for; empty again when another attempt begins. */
    public State<Optional<ChangedIdentity>> changedIdentity() {
        return signals.changedIdentity;
    }

    /** Heartbeat and clock of the present connection; empty without one. */
    public State<Optional<SessionStatus>> status() {
        return signals.status;
    }

    /** What the server has told about itself; kept when the connection is lost. */
    public State<Optional<ServerInfo>> server() {
        return signals.server;
    }

    /** Where the own listener waits; empty unless it does. */
    public State<Optional<InetSocketAddress>> listener() {
        return signals.listener;
    }

    /** Updated once a second. */
    public State<Traffic> traffic() {
        return signals.traffic;
    }

    /** The subscriptions, by topic. */
    public State<Map<Topic, TopicState>> topics() {
        return signals.topics;
    }

    /** Events and gaps of all topics, each topic's in order and once. */
    public Observable<Delivery> deliveries() {
        return signals.deliveries;
    }

    /** What went wrong without changing the state of the connection: a refusal, a change of direction that failed. */
    public Observable<Cause> problems() {
        return signals.problems;
    }

    /** The group keys received. */
    public KeyRing keys() {
        return keys;
    }

    /** This client's own fingerprint, 64 lower-case hex digits. */
    public String fingerprint() {
        return Fingerprint.of(settings.identity().publicKey()).toString();
    }

    // ---- what may be asked for --------------------------------------------------------------------------------

    /**
     * Connects to a server and stays connected until {@link #disconnect}. Progress and failures are told by {@link
     * #connection}. If the address is another one than before, subscriptions begin anew where they were asked to.
     */
    public void connect(ServerAddress server, ConnectOptions options) {
        run(() -> conductor.connect(server, options));
    }

    /**
     * Closes every connection and the listener in good order and ends all attempts.
     *
     * @return completes when everything is closed
     */
    public CompletableFuture<Void> disconnect() {
        return call(conductor::disconnect);
    }

    /** Tries at once instead of waiting any longer; also registers again after a fallback. */
    public void tryNow() {
        run(conductor::tryNow);
    }

    /** How a server is believed that dials this client without its having connected before; default: first use. */
    public void setStandaloneOptions(ConnectOptions options) {
        run(() -> conductor.standaloneOptions(options));
    }

    /** Where the listener is to wait when it is opened next. */
    public void setListenOptions(ListenOptions options) {
        run(() -> conductor.listenOptions(options));
    }

    /** Changes the direction, live. Reverse without {@link #connect} only listens. */
    public void setMode(Direction mode) {
        run(() -> conductor.setMode(mode));
    }

    /**
     * A person has decided that the changed identity is right: it takes the place of the remembered one.
     *
     * @return fails with {@link IllegalStateException} if there is none or it was pinned, with {@link IOException} if
     *     it cannot be remembered
     */
    public CompletableFuture<Void> trustChangedIdentity() {
        return call(() -> {
            Optional<ChangedIdentity> changed = signals.changedIdentity.get();
            if (changed.isEmpty() || changed.get().pinned()) {
                return CompletableFuture.failedFuture(new IllegalStateException("no identity to decide about"));
            }
            try {
                KnownPeers known = settings.knownServers();
                Fingerprint presented = Fingerprint.parse(changed.get().presented());
                known.replace(changed.get().name(), presented, settings.clock().instant());
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
            signals.changedIdentity.set(Optional.empty());
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Subscribes, now or as soon as there is a connection, and for every connection to come. A topic that is subscribed
     * to already begins anew at the position.
     */
    public void subscribe(Topic topic, Position after) {
        run(() -> conductor.subscribe(topic, after));
    }

    /**
     * Subscribes with a durable subscription, which the server keeps for this client's identity: what was not {@link
     * #acknowledge acknowledged} is delivered to the client's next run. Each event comes once in a run.
     *
     * @param name 1 to 64 characters, with the syntax of a topic
     * @param start where it begins if the server has none of this name
     */
    public void subscribeDurably(Topic topic, String name, Position start) {
        run(() -> conductor.subscribeDurably(topic, name, start));
    }

    /** Everything up to this event of a durable subscription has been dealt with; the server is told within a second. */
    public void acknowledge(Topic topic, EventId id) {
        run(() -> conductor.done(topic, id));
    }

    /**
     * Deletes a durable subscription.
     *
     * @return {@link ReasonCode#SUBSCRIPTION_DELETED}, {@link ReasonCode#NOT_SUBSCRIBED} if there was none, or why it
     *     could not be done
     */
    public CompletableFuture<ReasonCode> forget(Topic topic, String name) {
        CompletableFuture<ReasonCode> result = new CompletableFuture<>();
        run(() -> conductor.forget(topic, name).thenAccept(result::complete));
        return result;
    }

    public void unsubscribe(Topic topic) {
        run(() -> conductor.unsubscribe(topic));
    }

    /**
     * Publishes an event; while the connection is being made again it waits, within bounds ({@link Outbox}).
     *
     * @return the id the server gave it; fails with {@link PublishException}, whose outcome says whether it may have
     *     been published
     */
    public CompletableFuture<EventId> publish(Topic topic, EventDraft draft) {
        return publish(topic, draft, Outbox.randomKey());
    }

    /**
     * The same under a key of the caller's, so that publishing again, also in another run, gives no second event for ten
     * minutes.
     *
     * @param key 16 bytes, another one for each event
     */
    public CompletableFuture<EventId> publish(Topic topic, EventDraft draft, Bytes key) {
        if (key.size() != PublishOnce.KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + PublishOnce.KEY_BYTES + " bytes, not " + key.size());
        }
        CompletableFuture<EventId> result = new CompletableFuture<>();
        try {
            connector.loop().execute(() -> conductor.publish(topic, draft, key, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new PublishException(Outcome.NOT_SENT, Conductor.NOT_CONNECTED));
        }
        return result;
    }

    /** Disconnects, wipes the keys and ends the event loop; waits a few seconds at most. Not on the event loop. */
    @Override
    public void close() {
        try {
            disconnect()
                    .orTimeout(3, java.util.concurrent.TimeUnit.SECONDS)
                    .exceptionally(e -> null)
                    .join();
        } finally {
            keys.close();
            connector.close();
        }
    }

    private void run(Runnable task) {
        try {
            connector.loop().execute(task);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the client was closed", e);
        }
    }

    private CompletableFuture<Void> call(Supplier<CompletableFuture<Void>> task) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            connector
                    .loop()
                    .execute(() -> task.get().whenComplete((nothing, error) -> {
                        if (error == null) {
                            result.complete(null);
                        } else {
                            result.completeExceptionally(error);
                        }
                    }));
        } catch (RejectedExecutionException e) {
            result.complete(null);
        }
        return result;
    }
}
