package dev.pushlab.server.technique.shortpolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.AnswerHead;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The body of the answer; with the JSON envelope {@code {"events":[…],"last":"12345:7","gap":false}}. */
record ShortPollingEncoder(Polls.Envelope envelope) {
    /** @param last from where to ask next time: the last event, or where the topic stands if there is none */
    void encode(Batch batch, EventId last, ByteBuf out) {
        envelope.write(batch, last, out);
    }

    /** All of an answer, its head included. */
    ByteBuf encode(AnswerHead head, Batch batch, EventId last) {
        ByteBuf body = Unpooled.buffer(1024);
        encode(batch, last, body);
        ByteBuf out = Unpooled.buffer(256);
        head.ok(envelope.contentType(), body.readableBytes(), Polls.tag(last), out);
        return Unpooled.wrappedBuffer(out, body);
    }
}
