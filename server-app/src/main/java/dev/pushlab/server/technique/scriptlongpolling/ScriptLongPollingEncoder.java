package dev.pushlab.server.technique.scriptlongpolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.fanout.AnswerFormat;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.net.AnswerHead;
import dev.pushlab.server.technique.Polls;
import dev.pushlab.server.technique.Scripts;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * An answer from its first byte to its last, with the body {@code /**}{@code
 * /callback({"events":[…],"last":"12345:7","gap":false});}. A script cannot be 204, for then nothing calls the page: if
 * nothing came in time, the call brings nothing.
 */
record ScriptLongPollingEncoder(String callback, AnswerHead head) implements AnswerFormat {
    private static final Batch NOTHING = new Batch(Optional.empty(), List.of());

    // snippet:begin encode
    @Override
    public void encode(Batch batch, EventId last, ByteBuf out) {
        ByteBuf body = out.alloc().buffer();
        try {
            Scripts.answer(callback, batch, last, body);
            head.ok(Scripts.CONTENT_TYPE, body.readableBytes(), Polls.tag(last), out);
            out.writeBytes(body);
        } finally {
            body.release();
        }
    }

    @Override
    public void encodeEmpty(EventId last, ByteBuf out) {
        encode(NOTHING, last, out);
    }
    // snippet:end
}
