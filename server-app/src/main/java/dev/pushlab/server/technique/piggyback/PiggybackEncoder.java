package dev.pushlab.server.technique.piggyback;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * An answer in two parts: to what was done, and what has happened besides.
 *
 * <pre>{"answer":{"coffee":2,"tea":0,"cake":1,"actions":3},"news":{"events":[…],"last":"12345:7","gap":false}}</pre>
 */
record PiggybackEncoder(Cafe.Table table) {
    // snippet:begin encode
    /** @param last from where to go on with the next action */
    void encode(Batch batch, EventId last, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"answer\":{\"coffee\":" + table.coffee());
        ByteBufUtil.writeAscii(out, ",\"tea\":" + table.tea());
        ByteBufUtil.writeAscii(out, ",\"cake\":" + table.cake());
        ByteBufUtil.writeAscii(out, ",\"actions\":" + table.actions());
        ByteBufUtil.writeAscii(out, "},\"news\":");
        Polls.Envelope.JSON.write(batch, last, out);
        out.writeByte('}');
    }
    // snippet:end
}
