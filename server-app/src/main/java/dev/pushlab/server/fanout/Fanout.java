package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.TooManyTopicsException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
 * that takes nothing for {@link #STALL_SECONDS} is closed, and one that the history overruns gets a gap.
 */
public final class Fanout {
    /** After this long without being writable, a connection that has events to receive is closed. */
    public static final int STALL_SECONDS = 60;

    /** How much one round takes of a topic, for the live ones together and for each lagging one. */
    static final int ROUND_EVENTS = 256;

    static final int ROUND_BYTES = 256 << 10;

    private final Hub hub;
    private final Map<EventLoop, LoopFanout> loops = new ConcurrentHashMap<>();

    public Fanout(Hub hub) {
        this.hub = hub;
    }

    /**
     * Has events written to a connection until it closes or the handle is closed. Must be called on the connection's
     * event loop. The first write comes in a later task of that loop: what the caller writes before it returns (a
     * response head, a message that tells where the subscription starts) goes out before the first event.
     *
     * @param target events are written from here towards the wire, as {@link io.netty.buffer.ByteBuf}s that are shared
     *     with other connections: handlers between here and the wire must not modify their bytes
     * @throws TooManyTopicsException if the topic is new and there are too many
     * @throws HubClosedException when the server is shutting down
     */
    public FanoutSubscription subscribe(ChannelHandlerContext target, Topic topic, Position after, WireFormat format) {
        return loop(target).subscribe(target, topic, after, format);
    }

    /**
     * The same for a durable subscription, which this connection takes over from whichever had it: delivery begins behind
     * what was acknowledged, goes no further than its window, and is repeated if there is no acknowledgement in time.
     *
     * @return null if the subscription has been deleted
     */
    public FanoutSubscription subscribe(
            ChannelHandlerContext target, DurableSubscription subscription, WireFormat format) {
        return loop(target).subscribe(target, subscription, format);
    }

    private LoopFanout loop(ChannelHandlerContext target) {
        EventLoop loop = target.channel().eventLoop();
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("not on the event loop of " + target.channel());
        }
        return loops.computeIfAbsent(loop, it -> new LoopFanout(hub, it));
    }
}
