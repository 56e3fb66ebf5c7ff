package dev.pushlab.server.technique.sse;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection that has become a stream: says where the stream starts, and keeps it alive. The events are written by
 * the fan-out.
 */
final class SseHandler extends ChannelInboundHandlerAdapter implements Heartbeats.Beating {
    private final FanoutSubscription subscription;
    private final SseEncoder format;
    private final Heartbeats heartbeats;
    /** Null once it is written: what a stream keeps is multiplied by all that are open. */
    private SseOpening opening;

    private ChannelHandlerContext context;
    private Heartbeats.Beat beat;

    SseHandler(FanoutSubscription subscription, SseEncoder format, SseOpening opening, Heartbeats heartbeats) {
        this.subscription = subscription;
        this.format = format;
        this.opening = opening;
        this.heartbeats = heartbeats;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ByteBuf bytes = ctx.alloc().buffer(64);
        format.encodeOpening(opening, bytes);
        opening = null;
        ctx.writeAndFlush(bytes);
        beat = heartbeats.start(ctx.executor(), this);
    }

    /** A comment: nothing for the reader, but a write, and only a write tells that the reader has gone. */
    @Override
    public void beat() {
        if (context.channel().isWritable()) {
            ByteBuf comment = context.alloc().buffer(4);
            SseEncoder.encodeHeartbeat(comment);
            context.writeAndFlush(comment);
        }
    }

    /** A reader that is to come again is told to do so at once: its usual wait is for servers that broke down. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Connection.Event.RECONNECT) {
            ByteBuf request = ctx.alloc().buffer(16);
            SseEncoder.encodeReconnect(request);
            ctx.write(request);
        }
        // Whoever is behind this one lets what was written leave, and closes.
        ctx.fireUserEventTriggered(event);
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
