package dev.pushlab.protocol.session;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.codec.TopicNumbers;
import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What the steps of a handshake share: the line to the peer, the configuration, and the exact bytes of everything that
 * was said in clear, which becomes the prologue of the Noise handshake.
 */
final class Conversation {
    private final HandshakeHandler handler;
    private final ChannelHandlerContext ctx;
    private final SessionConfig config;
    private final ByteArrayOutputStream inClear = new ByteArrayOutputStream();

    Conversation(HandshakeHandler handler, ChannelHandlerContext ctx, SessionConfig config) {
        this.handler = handler;
        this.ctx = ctx;
        this.config = config;
    }

    SessionConfig config() {
        return config;
    }

    Instant now() {
        return config.clock().instant();
    }

    /** Sends a message whose bytes both sides put into the prologue. */
    void sayInClear(Message message) {
        ByteBuf frame = encoded(message);
        inClear.writeBytes(ByteBufUtil.getBytes(frame));
        ctx.writeAndFlush(frame);
    }

    /** Sends a Noise message, which protects itself. */
    void say(Message.Handshake message) {
        ctx.writeAndFlush(encoded(message));
    }

    private ByteBuf encoded(Message message) {
        ByteBuf frame = ctx.alloc().buffer(256);
        MessageCodec.encode(message, frame);
        return frame;
    }

    /** Reads a message whose bytes both sides put into the prologue. */
    <T extends Message> T hearInClear(Frame frame, Class<T> kind) {
        inClear.writeBytes(frame.toBytes());
        return hear(frame, kind);
    }

    /** @throws ProtocolException {@code UNEXPECTED} if it is a message of another kind */
    <T extends Message> T hear(Frame frame, Class<T> kind) {
        MessageType type = MessageType.of(frame.type());
        if (type == null) {
            throw new ProtocolException(
                    frame.type() == FrameFormat.TYPE_RECORD ? ReasonCode.UNEXPECTED : ReasonCode.UNKNOWN_TYPE,
                    "frame of type " + frame.type() + " during the handshake");
        }
        Message message = MessageCodec.decode(type, frame.body(), new TopicNumbers());
        if (frame.more() || !kind.isInstance(message)) {
            throw new ProtocolException(ReasonCode.UNEXPECTED, type + " instead of " + kind.getSimpleName());
        }
        return kind.cast(message);
    }

    /** {@code label}, then every frame that was exchanged in clear, in order. */
    byte[] prologue(String label) {
        byte[] start = label.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream prologue = new ByteArrayOutputStream(start.length + inClear.size());
        prologue.writeBytes(start);
        prologue.writeBytes(inClear.toByteArray());
        return prologue.toByteArray();
    }

    void goOn(HandshakeStep next) {
        handler.goOn(next);
    }

    /** The session stands. */
    void establish(Established established) {
        handler.establish(established);
    }

    /** The handshake is through, but this peer is not wanted; it is told so under the protection of the session. */
    void refuse(Established established, ReasonCode reason, String detail) {
        handler.refuse(established, reason, detail);
    }
}
