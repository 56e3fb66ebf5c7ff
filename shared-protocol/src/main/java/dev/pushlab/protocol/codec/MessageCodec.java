package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * Messages to bytes and back, as docs/protocol.md says. Stateless but for the {@link TopicNumbers} of a session.
 *
 * <p>Every message has exactly one encoding, and only that one is accepted.
 */
public final class MessageCodec {
    /** The longest body of a message, of all its frames: the longest event and what goes with it. */
    public static final int MAX_MESSAGE_BYTES = Payload.MAX_BYTES + 1024;

    private MessageCodec() {}

    /**
     * Appends a message as one or, if its body is longer than a frame may be, several frames. The bytes are the same
     * for every session, so that a message for many is encoded once.
     *
     * @throws IllegalArgumentException if a part of the message is longer than its type allows
     */
    public static void encode(Message message, ByteBuf out) {
        int type = message.type().code();
        int start = out.writerIndex();
        out.writeZero(FrameFormat.HEADER_BYTES);
        BodyWriter.write(message, out);
        int bodyBytes = out.writerIndex() - start - FrameFormat.HEADER_BYTES;
        if (bodyBytes > FrameFormat.MAX_BODY_BYTES) {
            cutIntoFrames(type, start, bodyBytes, out);
            return;
        }
        int end = out.writerIndex();
        out.writerIndex(start);
        FrameFormat.writeHeader(out, type, 0, bodyBytes);
        out.writerIndex(end);
    }

    private static void cutIntoFrames(int type, int start, int bodyBytes, ByteBuf out) {
        if (bodyBytes > MAX_MESSAGE_BYTES) {
            out.writerIndex(start);
            throw new IllegalArgumentException("message of " + bodyBytes + " bytes");
        }
        ByteBuf body = out.copy(start + FrameFormat.HEADER_BYTES, bodyBytes);
        try {
            out.writerIndex(start);
            while (body.isReadable()) {
                int part = Math.min(body.readableBytes(), FrameFormat.MAX_BODY_BYTES);
                boolean more = part < body.readableBytes();
                FrameFormat.writeHeader(out, type, more ? FrameFormat.FLAG_MORE : 0, part);
                out.writeBytes(body, part);
            }
        } finally {
            body.release();
        }
    }

    /**
     * Reads a message's whole body, of all its frames, and remembers the topic number if it is a SUBSCRIBED.
     *
     * @param body read to its end; remains the caller's to release
     * @param topics the numbers given so far in this direction of the session
     * @throws ProtocolException {@code MALFORMED}, {@code NOT_PUSHLAB} for a HELLO with another magic, {@code
     *     UNEXPECTED} for an event whose topic number was never given, or {@code INVALID_…} for an invalid topic, id,
     *     type, content type or payload
     */
    public static Message decode(MessageType type, ByteBuf body, TopicNumbers topics) {
        Message message = BodyReader.read(type, body, topics);
        if (body.isReadable()) {
            throw new ProtocolException(
                    ReasonCode.MALFORMED, type + ": " + body.readableBytes() + " bytes more than expected");
        }
        return message;
    }
}
