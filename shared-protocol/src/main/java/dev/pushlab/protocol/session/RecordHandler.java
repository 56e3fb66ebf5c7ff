package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.noise.CipherState;
import dev.pushlab.protocol.noise.NoiseException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The record layer: seals whatever bytes are written, opens the records that arrive. It knows no frame borders; a
 * record holds as many of the waiting bytes as it can, so everything written between two flushes shares one record and
 * one tag.
 *
 * <p>The bytes are encrypted in place in an array that all sessions of an event loop share: one copy out of the written
 * buffers, which may be shared themselves and must not change, and one into the direct buffer for the socket.
 */
final class RecordHandler extends ChannelDuplexHandler {
    /** The most bytes a record can carry. */
    static final int MAX_PLAINTEXT = FrameFormat.MAX_BODY_BYTES - CipherState.TAG_LENGTH;

    private static final byte[] NO_AD = new byte[0];

    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[FrameFormat.MAX_BODY_BYTES];
        }
    };

    private final long recordsPerKey;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private CipherState sender;
    private CipherState receiver;
    private long sealed;
    private long opened;
    private boolean broken;

    private record Waiting(ByteBuf bytes, ChannelPromise promise) {}

    RecordHandler(CipherState sender, CipherState receiver, long recordsPerKey) {
        this.sender = sender;
        this.receiver = receiver;
        this.recordsPerKey = recordsPerKey;
    }

    // ---- sealing ----------------------------------------------------------------------------------------------

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(
                    new UnsupportedOperationException("only bytes can be sealed, not " + message.getClass()));
            return;
        }
        waiting.add(new Waiting(bytes, promise));
        waitingBytes += bytes.readableBytes();
        while (waitingBytes >= MAX_PLAINTEXT) {
            seal(ctx);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        sealAll(ctx);
        ctx.flush();
    }

    private void sealAll(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty()) {
            seal(ctx);
        }
    }

    /** Seals one record of what is waiting. */
    private void seal(ChannelHandlerContext ctx) {
        byte[] scratch = SCRATCH.get();
        List<ChannelPromise> complete = new ArrayList<>();
        int length = gather(scratch, complete);
        ByteBuf out = ctx.alloc().directBuffer(FrameFormat.HEADER_BYTES + length + CipherState.TAG_LENGTH);
        try {
            int bodyBytes = sender.encrypt(NO_AD, scratch, 0, length, scratch, 0);
            FrameFormat.writeHeader(out, FrameFormat.TYPE_RECORD, 0, bodyBytes);
            out.writeBytes(scratch, 0, bodyBytes);
            sealed++;
            if (sealed % recordsPerKey == 0) {
                sender.rekey();
            }
        } catch (NoiseException e) {
            out.release();
            complete.forEach(promise -> promise.tryFailure(e));
            ctx.fireExceptionCaught(new ProtocolException(ReasonCode.INTERNAL_ERROR, e.getMessage(), e));
            return;
        }
        ctx.write(out).addListener(written -> {
            for (ChannelPromise promise : complete) {
                if (written.isSuccess()) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(written.cause());
                }
            }
        });
    }

    /** Copies up to a record's worth of waiting bytes, and collects the promises that they fulfil. */
    private int gather(byte[] target, List<ChannelPromise> complete) {
        int length = 0;
        while (length < MAX_PLAINTEXT && !waiting.isEmpty()) {
            Waiting head = waiting.peek();
            int part = Math.min(head.bytes.readableBytes(), MAX_PLAINTEXT - length);
            head.bytes.readBytes(target, length, part);
            length += part;
            if (!head.bytes.isReadable()) {
                waiting.remove();
                head.bytes.release();
                if (!head.promise.isVoid()) {
                    complete.add(head.promise);
                }
            }
        }
        waitingBytes -= length;
        return length;
    }

    /** Seals what was written so far under the present key, and everything after it under this one. */
    void switchSender(ChannelHandlerContext ctx, CipherState next) {
        sealAll(ctx);
        sender.destroy();
        sender = next;
        sealed = 0;
    }

    // ---- opening ----------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Frame frame)) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf plaintext;
        try {
            if (broken) {
                return;
            }
            plaintext = open(ctx, frame);
        } catch (ProtocolException e) {
            broken = true;
            throw e;
        } finally {
            frame.release();
        }
        ctx.fireChannelRead(plaintext);
    }

    private ByteBuf open(ChannelHandlerContext ctx, Frame frame) {
        if (frame.type() != FrameFormat.TYPE_RECORD || frame.more()) {
            throw new ProtocolException(
                    ReasonCode.UNEXPECTED, "frame of type " + frame.type() + " where only records are allowed");
        }
        int length = frame.body().readableBytes();
        if (length <= CipherState.TAG_LENGTH) {
            throw new ProtocolException(ReasonCode.MALFORMED, "record of " + length + " bytes");
        }
        byte[] scratch = SCRATCH.get();
        frame.body().readBytes(scratch, 0, length);
        ByteBuf out = ctx.alloc().heapBuffer(length - CipherState.TAG_LENGTH);
        try {
            int bytes = receiver.decrypt(NO_AD, scratch, 0, length, out.array(), out.arrayOffset());
            opened++;
            if (opened % recordsPerKey == 0) {
                receiver.rekey();
            }
            return out.writerIndex(bytes);
        } catch (NoiseException e) {
            out.release();
            throw new ProtocolException(ReasonCode.DECRYPTION_FAILED, "record " + opened + ": " + e.getMessage(), e);
        }
    }

    /** Opens what arrives from now on with this key. */
    void switchReceiver(CipherState next) {
        receiver.destroy();
        receiver = next;
        opened = 0;
    }

    // ---- ending -----------------------------------------------------------------------------------------------

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
        sender.destroy();
        receiver.destroy();
    }

    private void drop() {
        for (Waiting each = waiting.poll(); each != null; each = waiting.poll()) {
            each.bytes.release();
            if (!each.promise.isVoid()) {
                each.promise.tryFailure(new ClosedChannelException());
            }
        }
        waitingBytes = 0;
    }
}
