package dev.pushlab.server.technique.xhrstreaming;

import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.technique.StreamHandler;
import io.netty.buffer.ByteBuf;
import java.time.Duration;

/** Writes the first line of an answer, and the empty ones. */
final class XhrStreamingHandler extends StreamHandler {
    private final XhrStreamingEncoder format;
    private final Duration heartbeat;

    /** @param heartbeat how often there is a sign of life: told to the client, which then notices when there is none */
    XhrStreamingHandler(
            FanoutSubscription subscription, XhrStreamingEncoder format, Heartbeats heartbeats, Duration heartbeat) {
        super(subscription, heartbeats);
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
        XhrStreamingEncoder.encodeHeartbeat(out);
    }
}
