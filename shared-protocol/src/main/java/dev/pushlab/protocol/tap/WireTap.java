package dev.pushlab.protocol.tap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import java.util.Objects;

/**
 * Counts the bytes of one connection at its wire end. It changes, keeps and delays nothing and never throws. Inbound
 * bytes count when they arrive, outbound bytes when their write has succeeded.
 *
 * <p>One keep-alive connection may serve several techniques one after the other. So beside the connection's own
 * counters the bytes are credited to whatever {@link #creditTo} named last; what passes while nobody is named is kept
 * and credited to the next one named, because a request has to arrive before its technique is known, unless it turns out
 * to be for none. Called on the connection's event loop only.
 */
public final class WireTap extends ChannelDuplexHandler {
    private final TrafficCounters connection;
    private TrafficCounters credited;
    private long waitingIn;
    private long waitingOut;
    /** Written without a promise and not flushed yet: bytes, writes, and who gets the credit. */
    private long unflushed;

    private int unflushedWrites;
    private TrafficCounters unflushedFor;

    public WireTap(TrafficCounters connection) {
        this.connection = Objects.requireNonNull(connection);
    }

    /** The counters of the connection. */
    public TrafficCounters traffic() {
        return connection;
    }

    /**
     * Names who gets the credit for the bytes from now on, and for those that waited. Null: nobody is known from now on, and
     * those that waited were for none.
     */
    public void creditTo(TrafficCounters technique) {
        credited = technique;
        if (technique != null && waitingIn > 0) {
            technique.received(waitingIn);
        }
        if (technique != null && waitingOut > 0) {
            technique.sent(waitingOut);
        }
        waitingIn = 0;
        waitingOut = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        long bytes = size(msg);
        if (bytes > 0) {
            arrived(bytes);
        }
        ctx.fireChannelRead(msg);
    }

    /** Counts bytes that somebody else has seen arrive: those of one stream of several within a connection. */
    public void arrived(long bytes) {
        connection.received(bytes);
        if (credited != null) {
            credited.received(bytes);
        } else {
            waitingIn += bytes;
        }
    }

    /** The same for bytes that somebody else has seen leave. */
    public void left(long bytes) {
        sent(bytes, 1, credited);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        long bytes = size(msg);
        if (bytes == 0) {
            ctx.write(msg, promise);
            return;
        }
        // The technique that is named now, not the one named when the bytes are finally flushed.
        TrafficCounters owner = credited;
        if (promise.isVoid() && (unflushed == 0 || unflushedFor == owner)) {
            unflushed += bytes;
            unflushedWrites++;
            unflushedFor = owner;
            ctx.write(msg, promise);
            return;
        }
        countWhenDone(ctx.write(msg, promise.unvoid()), bytes, 1, owner);
    }

    /**
     * Writes without a promise (fan-out makes very many) are counted here: if nothing waits after the flush, they are all
     * with the operating system. Otherwise an empty write behind them tells when they are.
     */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        if (unflushed == 0) {
            return;
        }
        long bytes = unflushed;
        int writes = unflushedWrites;
        TrafficCounters owner = unflushedFor;
        unflushed = 0;
        unflushedWrites = 0;
        unflushedFor = null;
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        if (waiting != null && waiting.isEmpty()) {
            sent(bytes, writes, owner);
        } else if (waiting != null) {
            countWhenDone(ctx.writeAndFlush(Unpooled.EMPTY_BUFFER), bytes, writes, owner);
        }
        // Null: the channel was closed over it.
    }

    private void countWhenDone(ChannelFuture write, long bytes, int writes, TrafficCounters owner) {
        write.addListener(done -> {
            if (done.isSuccess()) {
                sent(bytes, writes, owner);
            }
        });
    }

    private void sent(long bytes, int writes, TrafficCounters owner) {
        connection.sent(bytes, writes);
        if (owner != null) {
            owner.sent(bytes, writes);
        } else {
            waitingOut += bytes;
        }
    }

    private static long size(Object msg) {
        if (msg instanceof ByteBuf buffer) {
            return buffer.readableBytes();
        }
        if (msg instanceof ByteBufHolder holder) {
            return holder.content().readableBytes();
        }
        return msg instanceof FileRegion region ? region.count() : 0;
    }
}
