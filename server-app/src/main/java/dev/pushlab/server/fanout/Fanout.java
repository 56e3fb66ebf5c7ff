package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.TooManySubscriptionsException;
import dev.pushlab.server.hub.TooManyTopicsException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Delivers events to connections, at a cost per subscriber that is one write of bytes which all share.
 *
 * <p>Per event loop there is one pending flag and one round task. A publisher sets the flag and, if it was clear,
 * schedules the task; the round takes everything that has come up since the last one, encodes it once per topic and
 * {@link WireFormat} into one buffer, and writes a duplicate of it to every subscriber. So under light load a round
 * carries one event at once, and under heavy load rounds grow by themselves: no timer decides.
 *
 * <p>Subscribers that have everything the round starts from are <em>live</em> and share it. All others (replaying, or
 * on a connection that does not take more at present) are <em>lagging</em>: each has its own cursor in the hub's
 * history, is served a bounded batch per round while its connection is writable, and rejoins the live ones at exactly
 * their position. Nothing is queued for a connection beyond its write buffer's high water mark and one batch, and to one that lags the
 * next batch, which it shares with nobody, is written when the socket has taken the one before. What the
 * topic's {@link dev.pushlab.server.hub.SlowConsumer} says is done with those that found their connection unwritable; one
 * that takes nothing for {@link FanoutLimits#stall} is closed, and one that the history overruns gets a gap. If all that
 * is not shared is more than {@link FanoutLimits#pinnedBytes}, those that lag get their batches one after another.
 *
 * <p>Answers that wait belong to the same rounds: a request is held until there is something behind its position, and
 * the round then answers all that are held, with everything that has come up, encoded once per position and {@link
 * AnswerFormat}. A client that asks again after each answer gets events one by one when it is quiet, and when it is not
 * all those that came while it had no request here.
 */
public final class Fanout {
    /** How much one round takes of a topic, for the live ones together and for each lagging one. */
    static final int ROUND_EVENTS = 256;

    static final int ROUND_BYTES = 256 << 10;

    /** How many events an answer that waits may bring; also bounded by 64 KiB of data, or one event. */
    public static final int ANSWER_EVENTS = 1_000;

    /** Not more than what may be on its way to a subscriber that lags: a client need not take its answer either. */
    static final int ANSWER_BYTES = 64 << 10;

    /** How long an answer may wait: less than what proxies allow, which is a minute as a rule. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(55);

    private final Hub hub;
    private final FanoutLimits limits;
    private final PinnedBytes pinned;
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Map<EventLoop, LoopFanout> loops = new ConcurrentHashMap<>();

    /** With the default limits. */
    public Fanout(Hub hub) {
        this(hub, FanoutLimits.DEFAULT);
    }

    public Fanout(Hub hub, FanoutLimits limits) {
        this.hub = hub;
        this.limits = limits;
        this.pinned = new PinnedBytes(limits.pinnedBytes());
    }

    /**
     * Has events written to a connection until it closes or the handle is closed. Must be called on the connection's
     * event loop. The first write comes in a later task of that loop: what the caller writes before it returns (a
     * response head, a message that tells where the subscription starts) goes out before the first event.
     *
     * @param target events are written from here towards the wire, as {@link io.netty.buffer.ByteBuf}s that are shared
     *     with other connections: handlers between here and the wire must not modify their bytes
     * @throws TooManyTopicsException if the topic is new and there are too many
     * @throws TooManySubscriptionsException if there are too many
     * @throws HubClosedException when the server is shutting down
     */
    public FanoutSubscription subscribe(ChannelHandlerContext target, Topic topic, Position after, WireFormat format) {
        return counted(0, () -> on(target.channel()).subscribe(target, topic, after, format));
    }

    /**
     * The same for a durable subscription, which this connection takes over from whichever had it: delivery begins behind
     * what was acknowledged, goes no further than its window, and is repeated if there is no acknowledgement in time.
     *
     * @return null if the subscription has been deleted
     * @throws TooManySubscriptionsException if there are too many
     */
    public FanoutSubscription subscribe(
            ChannelHandlerContext target, DurableSubscription subscription, WireFormat format) {
        // Whoever takes over replaces a subscription that is counted until its connection has been told.
        int more = subscription.isHeld() ? 1 : 0;
        return counted(more, () -> on(target.channel()).subscribe(target, subscription, format));
    }

    /**
     * Holds a request until there is something behind its position, or its time runs out. Must be called on the
     * connection's event loop. Whoever calls has to say when the connection closes ({@link HeldAnswer#giveUp}).
     *
     * @param limit how many events the answer may bring, 1 to {@link #ANSWER_EVENTS}
     * @param wait not longer than {@link #LONGEST_WAIT}; zero for an answer that tells what is there
     * @param target receives the answer, in a later task of the loop
     * @throws TooManyTopicsException if the topic is new and there are too many
     * @throws TooManySubscriptionsException if there are too many subscriptions and held requests
     * @throws HubClosedException when the server is shutting down
     */
    public HeldAnswer hold(
            Channel channel,
            Topic topic,
            Position after,
            AnswerFormat format,
            int limit,
            Duration wait,
            HeldAnswer.Target target) {
        if (limit < 1 || limit > ANSWER_EVENTS || wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException(limit + " events, " + wait);
        }
        return counted(
                0,
                () -> on(channel).answers().hold(topic, after, format, limit, wait, target, Member.isSealed(channel)));
    }

    private LoopFanout on(Channel channel) {
        EventLoop loop = channel.eventLoop();
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("not on the event loop of " + channel);
        }
        return loops.computeIfAbsent(loop, it -> new LoopFanout(this, it));
    }

    /** @param more how many there may be beyond the limit */
    private <S> S counted(int more, Supplier<S> subscribing) {
        if (subscriptions.incrementAndGet() > limits.subscriptions() + more) {
            left();
            throw new TooManySubscriptionsException(limits.subscriptions());
        }
        try {
            S subscription = subscribing.get();
            if (subscription == null) {
                left();
            }
            return subscription;
        } catch (RuntimeException e) {
            left();
            throw e;
        }
    }

    /**
     * Runs an action once everything that was published is in the hands of a connection, or at once if it follows
     * nothing; never if it does not take it all. On the connection's event loop, with the hub closed.
     */
    public void whenDrained(Channel channel, Runnable action) {
        ConnectionHandler connection = channel.pipeline().get(ConnectionHandler.class);
        LoopFanout loop = loops.get(channel.eventLoop());
        if (connection == null || loop == null) {
            action.run();
        } else {
            loop.whenDrained(connection, action);
        }
    }

    /** How many subscriptions and held requests there are at present. */
    public int subscriptions() {
        return subscriptions.get();
    }

    Hub hub() {
        return hub;
    }

    FanoutLimits limits() {
        return limits;
    }

    PinnedBytes pinned() {
        return pinned;
    }

    void left() {
        subscriptions.decrementAndGet();
    }
}
