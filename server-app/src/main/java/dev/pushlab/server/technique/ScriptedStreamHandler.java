package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Writes the beginning, the heartbeats and the end of a {@link ScriptedStream}. */
public final class ScriptedStreamHandler extends BoundedStreamHandler {
    private final ScriptedStream format;
    private final Duration heartbeat;
    private final String stream;

    /**
     * @param heartbeat how often there is a sign of life: told to the page, which then notices when there is none
     * @param stream the id by which it can be ended, see {@link OpenStreams}; empty if it cannot
     */
    public ScriptedStreamHandler(
            FanoutSubscription subscription,
            ScriptedStream format,
            Heartbeats heartbeats,
            Duration heartbeat,
            StreamBounds bounds,
            String stream) {
        super(subscription, heartbeats, bounds);
        this.format = format;
        this.heartbeat = heartbeat;
        this.stream = stream;
    }

    @Override
    protected void encodeOpening(ByteBuf out) {
        FanoutSubscription it = subscription();
        format.encodeOpening(it.topic(), it.start(), it.recovered(), heartbeat, stream, out);
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
