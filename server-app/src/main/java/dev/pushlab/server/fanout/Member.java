package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.session.HandlerNames;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/** One subscription of one connection. */
final class Member implements FanoutSubscription, LoopFanout.Waiting {
    enum State {
        /** Shares the rounds of its group; its own cursor stands still. */
        LIVE,
        /** Waits for its turn to be served from its own cursor. */
        LAGGING,
        /** Lags, and its connection takes nothing at present. */
        PARKED,
        /** Has a {@link Window}: nothing more to be had, or not before an acknowledgement. */
        WAITING,
        CLOSED
    }

    final ChannelHandlerContext target;
    final WireFormat format;
    final TopicGroup group;
    final Subscription cursor;
    final ConnectionHandler connection;
    /** Whether everything is encrypted for it alone, what all are given included. */
    final boolean sealed;

    private final long start;
    State state = State.LAGGING;
    /** Whether the event at its position came over this connection, as the last thing. */
    boolean hasLast;
    /** Whether it was found unwritable since it was live, or since it came. */
    boolean slow;
    /** Where the live ones were when it came: it may have asked for history up to there. */
    long owed;
    /** Its place in {@link LiveMembers}. */
    int slot;
    /** Of a durable subscription, otherwise null: it is never live. */
    Window window;

    Member(
            ChannelHandlerContext target,
            WireFormat format,
            TopicGroup group,
            Subscription cursor,
            ConnectionHandler connection) {
        this.target = target;
        this.format = format;
        this.group = group;
        this.cursor = cursor;
        this.connection = connection;
        this.sealed = isSealed(target.channel());
        this.start = cursor.position().offset();
    }

    /** Whether a connection's bytes are encrypted for it alone. */
    static boolean isSealed(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        return pipeline.context(HandlerNames.RECORDS) != null || pipeline.get(SslHandler.class) != null;
    }

    @Override
    public boolean takeTurn() {
        return group.takeTurn(this);
    }

    boolean writable() {
        return target.channel().isWritable();
    }

    void write(ByteBuf bytes) {
        // Nobody asks for the outcome: what fails ends the connection.
        target.writeAndFlush(bytes, target.voidPromise());
    }

    @Override
    public Topic topic() {
        return cursor.topic();
    }

    @Override
    public int topicNumber() {
        return cursor.topicNumber();
    }

    @Override
    public EventId start() {
        return new EventId(cursor.position().epoch(), start);
    }

    @Override
    public boolean recovered() {
        return cursor.recovered();
    }

    @Override
    public EventId position() {
        return state == State.LIVE ? group.position() : cursor.position();
    }

    @Override
    public boolean acknowledge(EventId id) {
        if (window != null) {
            if (!window.acknowledge(id)) {
                return false;
            }
            group.acknowledged(this);
            return true;
        }
        EventId written = position();
        return id.epoch() != written.epoch() || written.reaches(id);
    }

    @Override
    public void close() {
        if (state != State.CLOSED) {
            group.leave(this);
            connection.left(this);
        }
    }
}
