package dev.pushlab.server.technique.sse;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.technique.StreamHandler;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Says where an event stream starts, and keeps it alive by comments. */
final class SseHandler extends StreamHandler {
    private final SseEncoder format;
    /** Null once it is written: what a stream keeps is multiplied by all that are open. */
    private SseOpening opening;

    SseHandler(FanoutSubscription subscription, SseEncoder format, SseOpening opening, Heartbeats heartbeats) {
        super(subscription, heartbeats);
        this.format = format;
        this.opening = opening;
    }

    @Override
    protected void encodeOpening(ByteBuf out) {
        format.encodeOpening(opening, out);
        opening = null;
    }

    /** A comment: nothing for the reader. */
    @Override
    protected void encodeHeartbeat(ByteBuf out) {
        SseEncoder.encodeHeartbeat(out);
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
}
