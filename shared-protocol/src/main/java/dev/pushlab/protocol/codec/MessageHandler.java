package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * {@link Frame}s to {@link Message}s, putting messages of several frames together, and messages to bytes. What is
 * written as a {@link ByteBuf} is taken to be encoded already and passes.
 */
public final class MessageHandler extends ChannelDuplexHandler {
    private static final int INITIAL_BYTES = 128;

    private final TopicNumbers topics = new TopicNumbers();
    private final LastEvents events = new LastEvents();
    private MessageType partType;
    private ByteBuf parts;
    private long lastRead;

    /**
     * When the last frame arrived, parts of messages included, by the event loop's clock: the sign that the peer is
     * alive. Event loop only.
     */
    public long lastReadNanos() {
        return lastRead;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        lastRead = ctx.executor().ticker().nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        if (!(received instanceof Frame frame)) {
            ctx.fireChannelRead(received);
            return;
        }
        Message message;
        try {
            lastRead = ctx.executor().ticker().nanoTime();
            message = read(ctx, frame);
        } finally {
            if (frame.type() == MessageType.KEY_PUSH.code()) {
                wipe(frame.body());
            }
            frame.release();
        }
        if (message != null) {
            ctx.fireChannelRead(events.received(message, topics));
        }
    }

    /** The message that this frame completes, or null. */
    private Message read(ChannelHandlerContext ctx, Frame frame) {
        MessageType type = type(frame);
        if (!frame.more() && parts == null) {
            return MessageCodec.decode(type, frame.body(), topics);
        }
        addPart(ctx, type, frame);
        if (frame.more()) {
            return null;
        }
        try {
            return MessageCodec.decode(type, parts, topics);
        } finally {
            dropParts();
        }
    }

    private MessageType type(Frame frame) {
        MessageType type = MessageType.of(frame.type());
        if (partType != null && type != partType) {
            throw new ProtocolException(
                    ReasonCode.UNEXPECTED, "frame of type " + frame.type() + " in the middle of " + partType);
        }
        if (type == null) {
            throw new ProtocolException(
                    frame.type() == FrameFormat.TYPE_RECORD ? ReasonCode.UNEXPECTED : ReasonCode.UNKNOWN_TYPE,
                    "frame of type " + frame.type());
        }
        return type;
    }

    private void addPart(ChannelHandlerContext ctx, MessageType type, Frame frame) {
        if (!frame.body().isReadable()) {
            throw new ProtocolException(ReasonCode.MALFORMED, "empty part of " + type);
        }
        if (parts == null) {
            partType = type;
            parts = ctx.alloc().buffer(2 * frame.body().readableBytes());
        }
        if (parts.readableBytes() + frame.body().readableBytes() > MessageCodec.MAX_MESSAGE_BYTES) {
            throw new ProtocolException(
                    ReasonCode.MESSAGE_TOO_LONG, type + " longer than " + MessageCodec.MAX_MESSAGE_BYTES + " bytes");
        }
        parts.writeBytes(frame.body());
    }

    private void dropParts() {
        if (parts != null) {
            if (partType == MessageType.KEY_PUSH) {
                wipe(parts);
            }
            parts.release();
            parts = null;
            partType = null;
        }
    }

    /** Keys must not stay behind in buffers that go back to a pool. */
    private static void wipe(ByteBuf secret) {
        secret.setZero(0, secret.writerIndex());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropParts();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object written, ChannelPromise promise) {
        if (!(written instanceof Message message)) {
            ctx.write(written, promise);
            return;
        }
        ByteBuf out = message.type() == MessageType.KEY_PUSH
                ? new WipedByteBuf(ctx.alloc(), INITIAL_BYTES, Integer.MAX_VALUE)
                : ctx.alloc().directBuffer(INITIAL_BYTES);
        try {
            MessageCodec.encode(message, out);
        } catch (RuntimeException e) {
            out.release();
            promise.tryFailure(e);
            return;
        }
        ctx.write(out, promise);
    }
}
