package dev.pushlab.server.technique.shortpolling;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** The answer: {@code {"events":[…],"last":"12345:7","gap":false}}, each event as {@link EventJson} writes it. */
final class ShortPollingEncoder {
    private ShortPollingEncoder() {}

    /** @param last from where to ask next time: the last event, or where the topic stands if there is none */
    static void encode(Batch batch, EventId last, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"events\":[");
        boolean first = true;
        for (Event event : batch.events()) {
            if (!first) {
                out.writeByte(',');
            }
            first = false;
            EventJson.write(event, out);
        }
        ByteBufUtil.writeAscii(out, "],\"last\":\"");
        ByteBufUtil.writeAscii(out, last.toString());
        ByteBufUtil.writeAscii(out, "\",\"gap\":");
        ByteBufUtil.writeAscii(out, String.valueOf(batch.gap().isPresent()));
        out.writeByte('}');
    }
}
