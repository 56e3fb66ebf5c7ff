package dev.pushlab.client.connection;

import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.client.keys.KeyRing;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.SessionPipelines;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Decides which connection there should be: dials, dials again, lets the server dial, moves everything from the old
 * connection to the new one. At most one link is the primary one, over which this client speaks; while the direction
 * changes a second one finishes what it has begun. Belongs to the client's event loop.
 */
final class Conductor implements Link.Owner, Reversal.Answering, Inbox.Owner {
    static final Cause NOT_CONNECTED = new Cause("publish.not-connected", "", false);

    /** Under which name a server is remembered that dials without having been dialled. */
    static final String CALLER = "caller";

    private static final Duration ACK_INTERVAL = Duration.ofMillis(200);
    private static final int TICKS_PER_SECOND = 5;

    private final ClientSettings settings;
    private final EventExecutor loop;
    private final ProtocolClient.Signals signals;
    private final TopicBook topics;
    private final Outbox outbox;
    private final Reversal reversal;
    private final Inbox inbox;
    private final Attempts attempts;
    private final Primary primary;
    private final Links links = new Links();
    private ConnectOptions standalone = ConnectOptions.DEFAULT;
    private int ticks;

    Conductor(ClientSettings settings, Connector connector, ProtocolClient.Signals signals, KeyRing keys) {
        this.settings = settings;
        this.loop = connector.loop();
        this.signals = signals;
        primary = new Primary(settings, signals);
        attempts = new Attempts(settings, connector, signals, primary, this);
        topics = new TopicBook(signals.deliveries, signals.topics, settings.clock());
        outbox = new Outbox(loop);
        reversal = new Reversal(settings, connector, signals, this);
        inbox = new Inbox(topics, outbox, reversal, keys, signals.server, this);
        loop.scheduleAtFixedRate(this::tick, ACK_INTERVAL.toMillis(), ACK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- what is asked for ------------------------------------------------------------------------------------

    void connect(ServerAddress server, ConnectOptions options) {
        if (attempts.server().filter(s -> !s.equals(server)).isPresent()) {
            topics.startOver();
        }
        endEverything();
        attempts.aim(server, options);
        attempts.dial();
    }

    CompletableFuture<Void> disconnect() {
        attempts.forgetTarget();
        endEverything();
        reversal.stop();
        outbox.abandon(NOT_CONNECTED);
        signals.changedIdentity.set(Optional.empty());
        signals.connection.set(new ConnectionState.Disconnected(Optional.empty()));
        CompletableFuture<Void> silence = links.silence();
        links.tellSilence();
        return silence;
    }

    void tryNow() {
        if (attempts.hasTarget() && !primary.exists() && !attempts.underWay()) {
            attempts.dial();
        }
        reversal.tryNow();
    }

    void standaloneOptions(ConnectOptions options) {
        standalone = options;
    }

    void listenOptions(ListenOptions options) {
        reversal.options(options);
    }

    void setMode(Direction mode) {
        signals.mode.set(mode);
        if (mode == Direction.FORWARD) {
            reversal.stop();
            if (attempts.hasTarget() && primary.goes(Direction.REVERSE) && !attempts.underWay()) {
                attempts.dial();
            }
        } else if (!primary.goes(Direction.REVERSE)) {
            if (!attempts.hasTarget()) {
                reversal.waitForAnybody();
            } else if (primary.exists()) {
                reversal.registerOver(primary.get());
            }
        } else if (attempts.underWay()) {
            attempts.cancel();
        }
    }

    void subscribe(Topic topic, Position after) {
        topics.subscribe(topic, after, primary.get(), links.allBut(primary.get()));
    }

    void subscribeDurably(Topic topic, String name, Position start) {
        topics.subscribeDurably(topic, name, start, primary.get(), links.allBut(primary.get()));
    }

    void done(Topic topic, EventId id) {
        topics.done(topic, id);
    }

    CompletableFuture<ReasonCode> forget(Topic topic, String name) {
        return primary.exists()
                ? topics.forget(topic, name, primary.get())
                : CompletableFuture.completedFuture(ReasonCode.CONNECTION_LOST);
    }

    void unsubscribe(Topic topic) {
        if (topics.contains(topic)) {
            topics.unsubscribe(topic, links.all());
        }
    }

    void publish(Topic topic, EventDraft draft, Bytes key, CompletableFuture<EventId> result) {
        if (!primary.exists() && !attempts.hasTarget() && !reversal.isWaiting()) {
            result.completeExceptionally(new PublishException(Outcome.NOT_SENT, NOT_CONNECTED));
        } else {
            outbox.publish(topic, draft, key, result, primary.get());
        }
    }

    // ---- calls ------------------------------------------------------------------------------------------------

    @Override
    public Link answerRegistered(Channel channel, CallbackTicket ticket, TrustCheck trust) {
        Link link = new Link(Direction.REVERSE, trust, loop, this);
        SessionPipelines.callbackListener(channel, attempts.config(attempts.options(), trust), ticket, link);
        primary.show(new ConnectionState.Handshaking(Direction.REVERSE));
        return link;
    }

    @Override
    public Optional<Link> answerAnybody(Channel channel) {
        if (attempts.hasTarget()) {
            return Optional.empty();
        }
        TrustCheck trust = new TrustCheck(settings.knownServers(), CALLER, standalone.pin(), settings.clock());
        Link link = new Link(Direction.REVERSE, trust, loop, this);
        SessionPipelines.openListener(channel, attempts.config(standalone, trust), link);
        primary.show(new ConnectionState.Handshaking(Direction.REVERSE));
        return Optional.of(link);
    }

    @Override
    public void problem(Cause cause) {
        signals.problems.emit(cause);
    }

    // ---- what links report ------------------------------------------------------------------------------------

    @Override
    public void failed(Link link, Cause cause) {
        link.trust().changed().ifPresent(changed -> signals.changedIdentity.set(Optional.of(changed)));
        if (link.direction() == Direction.REVERSE) {
            if (!attempts.hasTarget()) {
                primary.show(new ConnectionState.Disconnected(Optional.of(cause)));
            }
            reversal.callFailed(link, cause);
            return;
        }
        if (!attempts.ended(link)) {
            return;
        }
        if (primary.exists()) {
            problem(cause);
        }
        if (cause.lasting()) {
            giveUp(cause);
        } else {
            attempts.retryLater(cause);
        }
    }

    @Override
    public void opened(Link link) {
        links.add(link);
        boolean reverse = link.direction() == Direction.REVERSE;
        boolean reverseWanted = signals.mode.get() == Direction.REVERSE;
        // A forward connection is welcome if it was dialled and nothing better is there; a call, as long as it is
        // wanted and no other server has been chosen since.
        boolean awaited = attempts.ended(link);
        boolean welcome =
                reverse ? reverseWanted && reversal.awaits(link) : awaited && !(reverseWanted && primary.exists());
        if (!welcome) {
            link.retired = true;
            link.close(ReasonCode.MOVED, "");
            return;
        }
        link.session().peer().ifPresent(link.trust()::remember);
        Link previous = primary.get();
        take(link);
        attempts.awaitProof(link);
        if (previous != null) {
            loop.schedule(() -> retire(previous), settings.timing().move().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (reverse) {
            attempts.cancel();
            reversal.authenticated(link);
        } else if (signals.mode.get() == Direction.REVERSE) {
            reversal.registerOver(link);
        }
        retireIfMoved();
    }

    /** From now on this client speaks over this link. */
    private void take(Link link) {
        primary.take(link);
        topics.attach(link);
        outbox.flush(link);
    }

    @Override
    public void writable(Link link) {
        if (primary.is(link)) {
            outbox.flush(link);
        }
    }

    @Override
    public void closed(Link link, Cause cause, ReasonCode reason) {
        links.remove(link);
        topics.detach(link);
        outbox.lost(link);
        if (primary.is(link)) {
            primary.clear();
            goOn(cause, reason);
        }
        reversal.lost(link);
        links.tellSilence();
    }

    /** The connection is gone without this side's having wished so. */
    private void goOn(Cause cause, ReasonCode reason) {
        Optional<Link> other = links.usable();
        boolean wished = reason == ReasonCode.GOODBYE || reason == ReasonCode.MOVED;
        if (other.isPresent()) {
            take(other.get());
        } else if (attempts.hasTarget() && !wished && !cause.lasting()) {
            if (!attempts.underWay()) {
                attempts.retryLater(cause);
            }
        } else if (!attempts.underWay()) {
            giveUp(cause);
        }
    }

    private void giveUp(Cause cause) {
        primary.show(new ConnectionState.Disconnected(Optional.of(cause)));
        if (!primary.exists() && !reversal.isWaiting()) {
            outbox.abandon(cause);
        }
    }

    @Override
    public void received(Link link, Message message) {
        inbox.received(link, message);
    }

    @Override
    public void answered(Link link) {
        if (primary.is(link)) {
            outbox.flush(link);
        } else {
            retireIfMoved();
        }
    }

    @Override
    public void carried() {
        retireIfMoved();
    }

    @Override
    public boolean isPrimary(Link link) {
        return primary.is(link);
    }

    @Override
    public Optional<ServerAddress> dialledServer() {
        return attempts.server();
    }

    // ---- moving and ending ------------------------------------------------------------------------------------

    /** Ends the old connection as soon as the new one carries everything and the old one owes no answer. */
    private void retireIfMoved() {
        if (links.size() < 2 || !primary.exists() || !topics.carriedBy(primary.get())) {
            return;
        }
        for (Link link : links.all()) {
            if (!primary.is(link) && link.publishing.isEmpty()) {
                retire(link);
            }
        }
    }

    private void retire(Link link) {
        if (!primary.is(link) && link.isOpen() && !link.retired) {
            link.retired = true;
            topics.release(link);
            link.close(ReasonCode.MOVED, "");
        }
    }

    private void endEverything() {
        attempts.cancel();
        reversal.abandon();
        primary.clear();
        for (Link link : links.all()) {
            topics.acknowledge(link);
            link.retired = true;
            link.close(ReasonCode.GOODBYE, "");
        }
    }

    private void tick() {
        ticks++;
        boolean second = ticks % TICKS_PER_SECOND == 0;
        if (primary.exists() && (second || primary.goes(Direction.FORWARD))) {
            // Reversed, acknowledgements wait for the server's POLL, but no longer than a second.
            topics.acknowledge(primary.get());
        }
        if (second) {
            signals.traffic.set(links.traffic());
        }
    }
}
