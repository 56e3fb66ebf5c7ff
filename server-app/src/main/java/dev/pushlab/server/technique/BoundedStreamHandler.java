package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.TimeUnit;

/** A stream that the server ends: when it has become too long or too old, or because it is told to. */
public abstract class BoundedStreamHandler extends StreamHandler {
    /** The reason of an end that {@link StreamBounds} says. */
    public static final String BOUND = "bound";

    private final StreamBounds bounds;
    private long begun;
    private long bytes;
    private boolean over;
    private boolean ended;

    protected BoundedStreamHandler(FanoutSubscription subscription, Heartbeats heartbeats, StreamBounds bounds) {
        super(subscription, heartbeats);
        this.bounds = bounds;
    }

    /** Appends what comes last of all. The client goes on after the last event, if it wants to. */
    protected abstract void encodeEnd(String reason, EventId last, ByteBuf out);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        begun = ctx.executor().ticker().nanoTime();
        super.handlerAdded(ctx);
    }

    /** What the fan-out writes passes here. It is in the midst of a round: the stream ends when that is done. */
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        bytes += msg instanceof ByteBuf part ? part.readableBytes() : 0;
        ctx.write(msg, promise);
        if (!over && isOver()) {
            over = true;
            ctx.executor().execute(() -> end(BOUND));
        }
    }

    private boolean isOver() {
        long events =
                subscription().position().offset() - subscription().start().offset();
        long nanos = context().executor().ticker().nanoTime() - begun;
        return events >= bounds.events()
                || bytes >= 1_000L * bounds.kilobytes()
                || nanos >= TimeUnit.SECONDS.toNanos(bounds.seconds());
    }

    /** Ends the stream; on its event loop. All that was written before still leaves. */
    public final void end(String reason) {
        if (ended || context().isRemoved()) {
            return;
        }
        ended = true;
        over = true;
        ByteBuf last = context().alloc().buffer(256);
        encodeEnd(reason, subscription().position(), last);
        subscription().end(last);
    }

    @Override
    public void beat() {
        if (isOver()) {
            end(BOUND);
        }
        if (!ended) {
            super.beat();
        }
    }
}
