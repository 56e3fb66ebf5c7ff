package dev.pushlab.server.technique.sse;

import dev.pushlab.server.fanout.FanoutSubscription;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection that has become a stream: says where the stream starts, and keeps it alive. The events are written by
 * the fan-out.
 */
final class SseHandler extends ChannelInboundHandlerAdapter {
    private final FanoutSubscription subscription;
    private final SseEncoder format;
    private final Duration heartbeat;
    private Future<?> beating;

    SseHandler(FanoutSubscription subscription, SseEncoder format, Duration heartbeat) {
        this.subscription = subscription;
        this.format = format;
        this.heartbeat = heartbeat;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ByteBuf opening = ctx.alloc().buffer(64);
        format.encodeOpening(subscription.start(), subscription.recovered(), opening);
        ctx.writeAndFlush(opening);
        long millis = heartbeat.toMillis();
        beating = ctx.executor().scheduleWithFixedDelay(() -> beat(ctx), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** A comment: nothing for the reader, but a write, and only a write tells that the reader has gone. */
    private void beat(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            ByteBuf comment = ctx.alloc().buffer(4);
            SseEncoder.encodeHeartbeat(comment);
            ctx.writeAndFlush(comment);
        }
    }

    /** The reader has nothing more to say on this connection. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        beating.cancel(false);
        subscription.close();
    }
}
