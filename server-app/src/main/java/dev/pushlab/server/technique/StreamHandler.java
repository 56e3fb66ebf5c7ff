package dev.pushlab.server.technique;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection that has become a stream: says where the stream starts, and keeps it alive. The events are written by the
 * fan-out. The client has nothing more to say on this connection.
 */
public abstract class StreamHandler extends ChannelDuplexHandler implements Heartbeats.Beating {
    private final FanoutSubscription subscription;
    private final Heartbeats heartbeats;
    private ChannelHandlerContext context;
    private Heartbeats.Beat beat;

    protected StreamHandler(FanoutSubscription subscription, Heartbeats heartbeats) {
        this.subscription = subscription;
        this.heartbeats = heartbeats;
    }

    /** Appends what comes before the first event. */
    protected abstract void encodeOpening(ByteBuf out);

    /** Appends a sign of life: few bytes, but a write, and only a write tells that the reader has gone. */
    protected abstract void encodeHeartbeat(ByteBuf out);

    protected final FanoutSubscription subscription() {
        return subscription;
    }

    protected final ChannelHandlerContext context() {
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf opening = ctx.alloc().buffer(256);
        encodeOpening(opening);
        ctx.writeAndFlush(opening);
        beat = heartbeats.start(ctx.executor(), this);
    }

    /** Not to who does not take what was written before: that has been noticed already. */
    @Override
    public void beat() {
        if (context.channel().isWritable()) {
            ByteBuf sign = context.alloc().buffer(16);
            encodeHeartbeat(sign);
            context.writeAndFlush(sign);
        }
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        beat.stop();
        subscription.close();
    }
}
