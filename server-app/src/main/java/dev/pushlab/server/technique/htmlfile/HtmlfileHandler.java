package dev.pushlab.server.technique.htmlfile;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.technique.BoundedStreamHandler;
import dev.pushlab.server.technique.StreamBounds;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Writes the beginning, the heartbeats and the end of a document. */
final class HtmlfileHandler extends BoundedStreamHandler {
    private final HtmlfileEncoder format;
    private final Duration heartbeat;

    /** @param heartbeat how often there is a sign of life: told to the page, which then notices when there is none */
    HtmlfileHandler(
            FanoutSubscription subscription,
            HtmlfileEncoder format,
            Heartbeats heartbeats,
            Duration heartbeat,
            StreamBounds bounds) {
        super(subscription, heartbeats, bounds);
        this.format = format;
        this.heartbeat = heartbeat;
    }

    @Override
    protected void encodeOpening(ByteBuf out) {
        FanoutSubscription it = subscription();
        format.encodeOpening(it.topic(), it.start(), it.recovered(), heartbeat, out);
    }

    @Override
    protected void encodeHeartbeat(ByteBuf out) {
        format.encodeHeartbeat(out);
    }

    @Override
    protected void encodeEnd(String reason, EventId last, ByteBuf out) {
        format.encodeEnd(reason, last, out);
    }
}
