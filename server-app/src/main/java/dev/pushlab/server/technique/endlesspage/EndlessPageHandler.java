package dev.pushlab.server.technique.endlesspage;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.technique.BoundedStreamHandler;
import dev.pushlab.server.technique.StreamBounds;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Writes the beginning of a page, its heartbeats, and its end. */
final class EndlessPageHandler extends BoundedStreamHandler {
    private final EndlessPageEncoder format;
    private final String beginning;
    private final Duration heartbeat;

    /** @param heartbeat how often there is a sign of life: told to the page, which then notices when there is none */
    EndlessPageHandler(
            FanoutSubscription subscription,
            EndlessPageEncoder format,
            String beginning,
            Heartbeats heartbeats,
            Duration heartbeat,
            StreamBounds bounds) {
        super(subscription, heartbeats, bounds);
        this.format = format;
        this.beginning = beginning;
        this.heartbeat = heartbeat;
    }

    @Override
    protected void encodeOpening(ByteBuf out) {
        FanoutSubscription it = subscription();
        format.encodeOpening(beginning, it.topic(), it.start(), it.recovered(), heartbeat, out);
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
