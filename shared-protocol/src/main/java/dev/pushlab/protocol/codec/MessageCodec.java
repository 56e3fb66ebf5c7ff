package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import io.netty.buffer.ByteBuf;

/** Messages to bytes and back, as docs/protocol.md says. Stateless. */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Appends a message as one or, if its body is longer than a frame may be, several frames. The bytes are the same
     * for every session, so that a message for many is encoded once.
     */
    public static void encode(Message message, ByteBuf out) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a message's whole body, of all its frames.
     *
     * @throws dev.pushlab.protocol.frame.ProtocolException {@code MALFORMED}, or {@code INVALID_…} for an invalid
     *     topic, id, type, content type or payload
     */
    public static Message decode(MessageType type, ByteBuf body) {
        throw new UnsupportedOperationException();
    }
}
