package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** A connection that has become a stream of parts: begins it and keeps it alive. The events are written by the fan-out. */
final class MultipartStreamingHandler extends ChannelInboundHandlerAdapter implements Heartbeats.Beating {
    private final FanoutSubscription subscription;
    private final PartFormat format;
    private final Heartbeats heartbeats;
    private ChannelHandlerContext context;
    private Heartbeats.Beat beat;

    MultipartStreamingHandler(FanoutSubscription subscription, PartFormat format, Heartbeats heartbeats) {
        this.subscription = subscription;
        this.format = format;
        this.heartbeats = heartbeats;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf opening = ctx.alloc().buffer(256);
        format.encodeOpening(subscription.start(), subscription.recovered(), opening);
        ctx.writeAndFlush(opening);
        beat = heartbeats.start(ctx.executor(), this);
    }

    /** A part without news, because only a write tells that the reader has gone. */
    @Override
    public void beat() {
        if (context.channel().isWritable()) {
            ByteBuf part = context.alloc().buffer(128);
            format.encodeHeartbeat(part);
            context.writeAndFlush(part);
        }
    }

    /** The reader has nothing more to say on this connection. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        beat.stop();
        subscription.close();
    }
}
