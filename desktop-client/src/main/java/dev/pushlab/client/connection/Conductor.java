package dev.pushlab.client.connection;

import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.client.keys.KeyRing;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.SafetyNumber;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.protocol.tap.TrafficCounters;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Connector connector;
    private final EventExecutor loop;
    private final ProtocolClient.Signals signals;
    private final TopicBook topics;
    private final Outbox outbox;
    private final Reversal reversal;
    private final Inbox inbox;
    private final Backoff backoff;

    /** Established and not yet ended, also those being closed. */
    private final Set<Link> links = new LinkedHashSet<>();

    private final List<CompletableFuture<Void>> awaitingSilence = new ArrayList<>();
    private Target target;
    private ConnectOptions standalone = ConnectOptions.DEFAULT;
    private Link primary;
    private Link dialled;
    private Connector.Dialling dialling;
    private Future<?> retry;
    private Subscription statusWatch = () -> {};
    private Traffic ended = Traffic.NONE;
    private int ticks;

    private record Target(ServerAddress server, ConnectOptions options) {}

    Conductor(ClientSettings settings, Connector connector, ProtocolClient.Signals signals, KeyRing keys) {
        this.settings = settings;
        this.connector = connector;
        this.loop = connector.loop();
        this.signals = signals;
        Timing timing = settings.timing();
        backoff = new Backoff(timing.firstRetry(), timing.longestRetry(), settings.random());
        topics = new TopicBook(signals.deliveries, signals.topics, settings.clock());
        outbox = new Outbox(loop);
        reversal = new Reversal(settings, connector, signals, this);
        inbox = new Inbox(topics, outbox, reversal, keys, signals.server, this);
        loop.scheduleAtFixedRate(this::tick, ACK_INTERVAL.toMillis(), ACK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- what is asked for ------------------------------------------------------------------------------------

    void connect(ServerAddress server, ConnectOptions options) {
        if (target != null && !target.server().equals(server)) {
            topics.startOver();
        }
        endEverything();
        target = new Target(server, options);
        backoff.reset();
        dial();
    }

    CompletableFuture<Void> disconnect() {
        target = null;
        endEverything();
        reversal.stop();
        outbox.abandon(NOT_CONNECTED);
        signals.changedIdentity.set(Optional.empty());
        signals.connection.set(new ConnectionState.Disconnected(Optional.empty()));
        CompletableFuture<Void> silence = new CompletableFuture<>();
        awaitingSilence.add(silence);
        tellSilence();
        return silence;
    }

    void tryNow() {
        if (target != null && primary == null && dialled == null) {
            dial();
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
            if (target != null && primary != null && primary.direction() == Direction.REVERSE && dialled == null) {
                dial();
            }
        } else if (primary == null || primary.direction() == Direction.FORWARD) {
            if (target == null) {
                reversal.waitForAnybody();
            } else if (primary != null) {
                reversal.registerOver(primary);
            }
        } else if (dialled != null) {
            cancelAttempts();
        }
    }

    void subscribe(Topic topic, Position after) {
        topics.subscribe(
                topic, after, primary, links.stream().filter(l -> l != primary).toList());
    }

    void unsubscribe(Topic topic) {
        if (topics.contains(topic)) {
            topics.unsubscribe(topic, links);
        }
    }

    void publish(Topic topic, EventDraft draft, CompletableFuture<EventId> result) {
        if (primary == null && target == null && !reversal.isWaiting()) {
            result.completeExceptionally(new PublishException(Outcome.NOT_SENT, NOT_CONNECTED));
        } else {
            outbox.publish(topic, draft, result, primary);
        }
    }

    // ---- attempts ---------------------------------------------------------------------------------------------

    private void dial() {
        cancelAttempts();
        signals.changedIdentity.set(Optional.empty());
        ConnectOptions options = target.options();
        TrustCheck trust =
                new TrustCheck(settings.knownServers(), target.server().toString(), options.pin(), settings.clock());
        Link link = new Link(Direction.FORWARD, trust, loop, this);
        dialled = link;
        show(new ConnectionState.Connecting(target.server()));
        dialling =
                connector.dial(target.server(), settings.timing().connect(), config(options, trust), link, channel -> {
                    link.localAddress(((InetSocketAddress) channel.localAddress()).getAddress());
                    show(new ConnectionState.Handshaking(Direction.FORWARD));
                });
    }

    private void cancelAttempts() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (dialled != null) {
            dialled = null;
            dialling.cancel();
        }
    }

    private void retryLater(Cause cause) {
        Duration wait = backoff.next();
        show(new ConnectionState.Reconnecting(
                backoff.attempts(), settings.clock().instant().plus(wait), cause));
        retry = loop.schedule(this::dial, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Attempts are shown only while there is no connection; otherwise the connection is what matters. */
    private void show(ConnectionState state) {
        if (primary == null) {
            signals.connection.set(state);
        }
    }

    private SessionConfig config(ConnectOptions options, TrustCheck trust) {
        SessionConfig config = SessionConfig.client(settings.name())
                .withIdentity(settings.identity())
                .withSuites(options.security().suites())
                .withPeerPolicy(trust)
                .withLimits(settings.timing().session());
        return options.psk().map(config::withPsk).orElse(config);
    }

    @Override
    public Link answerRegistered(Channel channel, CallbackTicket ticket, TrustCheck trust) {
        Link link = new Link(Direction.REVERSE, trust, loop, this);
        SessionPipelines.callbackListener(channel, config(target.options(), trust), ticket, link);
        show(new ConnectionState.Handshaking(Direction.REVERSE));
        return link;
    }

    @Override
    public Optional<Link> answerAnybody(Channel channel) {
        if (target != null) {
            return Optional.empty();
        }
        TrustCheck trust = new TrustCheck(settings.knownServers(), CALLER, standalone.pin(), settings.clock());
        Link link = new Link(Direction.REVERSE, trust, loop, this);
        SessionPipelines.openListener(channel, config(standalone, trust), link);
        show(new ConnectionState.Handshaking(Direction.REVERSE));
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
            if (target == null) {
                show(new ConnectionState.Disconnected(Optional.of(cause)));
            }
            reversal.callFailed(link, cause);
            return;
        }
        if (link != dialled) {
            return;
        }
        dialled = null;
        if (primary != null) {
            problem(cause);
        }
        if (cause.lasting()) {
            giveUp(cause);
        } else {
            retryLater(cause);
        }
    }

    @Override
    public void opened(Link link) {
        links.add(link);
        boolean reverse = link.direction() == Direction.REVERSE;
        boolean reverseWanted = signals.mode.get() == Direction.REVERSE;
        // A forward connection is welcome if it was dialled and nothing better is there; a call, as long as it is
        // wanted.
        boolean welcome = reverse ? reverseWanted : link == dialled && !(reverseWanted && primary != null);
        if (link == dialled) {
            dialled = null;
        }
        if (!welcome) {
            link.retired = true;
            link.close(ReasonCode.MOVED, "");
            return;
        }
        link.session().peer().ifPresent(link.trust()::remember);
        Link previous = primary;
        take(link);
        loop.schedule(
                () -> {
                    if (primary == link) {
                        backoff.reset();
                    }
                },
                settings.timing().proof().toMillis(),
                TimeUnit.MILLISECONDS);
        if (previous != null) {
            loop.schedule(() -> retire(previous), settings.timing().move().toMillis(), TimeUnit.MILLISECONDS);
        }
        if (reverse) {
            cancelAttempts();
            reversal.authenticated(link);
        } else if (signals.mode.get() == Direction.REVERSE) {
            reversal.registerOver(link);
        }
        retireIfMoved();
    }

    /** From now on this client speaks over this link. */
    private void take(Link link) {
        primary = link;
        Session session = link.session();
        signals.security.set(Optional.of(security(link)));
        signals.connection.set(new ConnectionState.Connected(link.direction(), session.since()));
        statusWatch.close();
        statusWatch = session.status().subscribe(status -> signals.status.set(Optional.of(status)));
        topics.attach(link);
        outbox.flush(link);
    }

    private SecurityState security(Link link) {
        Session session = link.session();
        Optional<String> safetyNumber = session.peer()
                .map(peer -> SafetyNumber.of(
                                settings.identity().publicKey(), peer.identity().toArray())
                        .toString());
        SecurityState.Trust trust = session.peer().isPresent()
                ? link.trust().trust()
                : session.suite().authenticated() ? SecurityState.Trust.SHARED_SECRET : SecurityState.Trust.NONE;
        return new SecurityState(session.suite(), session.peer(), safetyNumber, trust);
    }

    @Override
    public void writable(Link link) {
        if (link == primary) {
            outbox.flush(link);
        }
    }

    @Override
    public void closed(Link link, Cause cause, ReasonCode reason) {
        links.remove(link);
        ended = plus(ended, link.session().traffic());
        topics.detach(link);
        outbox.lost(link, cause);
        if (link == primary) {
            primary = null;
            statusWatch.close();
            signals.status.set(Optional.empty());
            signals.security.set(Optional.empty());
            goOn(link, cause, reason);
        }
        reversal.lost(link);
        tellSilence();
    }

    /** The connection is gone without this side's having wished so. */
    private void goOn(Link lost, Cause cause, ReasonCode reason) {
        Optional<Link> other =
                links.stream().filter(l -> l.isOpen() && !l.retired).findFirst();
        boolean wished = reason == ReasonCode.GOODBYE || reason == ReasonCode.MOVED;
        if (other.isPresent()) {
            take(other.get());
        } else if (target != null && !wished && !cause.lasting()) {
            if (dialled == null) {
                retryLater(cause);
            }
        } else if (dialled == null) {
            giveUp(cause);
        }
    }

    private void giveUp(Cause cause) {
        show(new ConnectionState.Disconnected(Optional.of(cause)));
        if (primary == null && !reversal.isWaiting()) {
            outbox.abandon(cause);
        }
    }

    @Override
    public void received(Link link, Message message) {
        inbox.received(link, message);
    }

    @Override
    public void answered(Link link) {
        if (link == primary) {
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
        return link == primary;
    }

    @Override
    public Optional<ServerAddress> dialledServer() {
        return Optional.ofNullable(target).map(Target::server);
    }

    // ---- moving and ending ------------------------------------------------------------------------------------

    /** Ends the old connection as soon as the new one carries everything and the old one owes no answer. */
    private void retireIfMoved() {
        if (links.size() < 2 || primary == null || !topics.carriedBy(primary)) {
            return;
        }
        for (Link link : List.copyOf(links)) {
            if (link != primary && link.publishing.isEmpty()) {
                retire(link);
            }
        }
    }

    private void retire(Link link) {
        if (link != primary && link.isOpen() && !link.retired) {
            link.retired = true;
            topics.release(link);
            link.close(ReasonCode.MOVED, "");
        }
    }

    private void endEverything() {
        cancelAttempts();
        primary = null;
        statusWatch.close();
        signals.status.set(Optional.empty());
        signals.security.set(Optional.empty());
        for (Link link : List.copyOf(links)) {
            topics.acknowledge(link);
            link.retired = true;
            link.close(ReasonCode.GOODBYE, "");
        }
    }

    private void tellSilence() {
        if (links.isEmpty()) {
            List<CompletableFuture<Void>> waiting = List.copyOf(awaitingSilence);
            awaitingSilence.clear();
            waiting.forEach(silence -> silence.complete(null));
        }
    }

    private void tick() {
        ticks++;
        boolean second = ticks % TICKS_PER_SECOND == 0;
        if (primary != null && (second || primary.direction() == Direction.FORWARD)) {
            // Reversed, acknowledgements wait for the server's POLL, but no longer than a second.
            topics.acknowledge(primary);
        }
        if (second) {
            Traffic sum = ended;
            for (Link link : links) {
                sum = plus(sum, link.session().traffic());
            }
            signals.traffic.set(sum);
        }
    }

    private static Traffic plus(Traffic sum, TrafficCounters counters) {
        return new Traffic(sum.bytesIn() + counters.bytesIn(), sum.bytesOut() + counters.bytesOut());
    }
}
