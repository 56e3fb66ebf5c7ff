package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.technique.StreamHandler;
import io.netty.buffer.ByteBuf;

/** Begins a stream of parts, and keeps it alive by parts without news. */
final class MultipartStreamingHandler extends StreamHandler {
    private final PartFormat format;

    MultipartStreamingHandler(FanoutSubscription subscription, PartFormat format, Heartbeats heartbeats) {
        super(subscription, heartbeats);
        this.format = format;
    }

    @Override
    protected void encodeOpening(ByteBuf out) {
        format.encodeOpening(subscription().start(), subscription().recovered(), out);
    }

    @Override
    protected void encodeHeartbeat(ByteBuf out) {
        format.encodeHeartbeat(out);
    }
}
