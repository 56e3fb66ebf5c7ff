package dev.pushlab.server.technique.shortpolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;

/** The body of the answer; with the JSON envelope {@code {"events":[…],"last":"12345:7","gap":false}}. */
record ShortPollingEncoder(Polls.Envelope envelope) {
    /** @param last from where to ask next time: the last event, or where the topic stands if there is none */
    void encode(Batch batch, EventId last, ByteBuf out) {
        envelope.write(batch, last, out);
    }
}
