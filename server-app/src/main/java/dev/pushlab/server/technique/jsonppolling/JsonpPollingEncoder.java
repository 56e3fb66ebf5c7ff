package dev.pushlab.server.technique.jsonppolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.technique.Scripts;
import io.netty.buffer.ByteBuf;

/** The body of the answer: {@code /**}{@code /callback({"events":[…],"last":"12345:7","gap":false});}. */
record JsonpPollingEncoder(String callback) {
    /** @param last from where to ask next time: the last event, or where the topic stands if there is none */
    void encode(Batch batch, EventId last, ByteBuf out) {
        Scripts.answer(callback, batch, last, out);
    }
}
