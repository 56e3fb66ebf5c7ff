package dev.pushlab.server.technique.longpolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.AnswerFormat;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.AnswerHead;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;

/**
 * An answer from its first byte to its last, as all requests with this envelope and this head receive it. Where to go on
 * is in the head, so an answer without a body (204, nothing came in time) says it too.
 */
record LongPollingEncoder(Polls.Envelope envelope, AnswerHead head) implements AnswerFormat {
    // snippet:begin encode
    @Override
    public void encode(Batch batch, EventId last, ByteBuf out) {
        ByteBuf body = out.alloc().buffer();
        try {
            envelope.write(batch, last, body);
            head.ok(envelope.contentType(), body.readableBytes(), Polls.tag(last), out);
            out.writeBytes(body);
        } finally {
            body.release();
        }
    }

    @Override
    public void encodeEmpty(EventId last, ByteBuf out) {
        head.noContent(Polls.tag(last), out);
    }
    // snippet:end
}
