package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBuf;

/**
 * How a technique whose answers wait writes one, from its first byte to its last: the head as well as what it brings.
 * The bytes must not depend on who receives them beyond what the format itself says: they are encoded once and shared by
 * all requests of one position whose formats are equal (so make formats constants, or records). Called on event loops.
 */
public interface AnswerFormat {
    /**
     * Appends the answer that brings events, a gap, or both.
     *
     * @param last where to go on next time
     */
    void encode(Batch batch, EventId last, ByteBuf out);

    /** Appends the answer to whom nothing came in time. */
    void encodeEmpty(EventId last, ByteBuf out);
}
