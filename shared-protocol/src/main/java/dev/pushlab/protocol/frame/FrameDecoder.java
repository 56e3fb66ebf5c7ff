package dev.pushlab.protocol.frame;

import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a stream of bytes into {@link Frame}s. A header is judged as soon as its bytes are there, so that a length
 * beyond the limit is refused before anything is stored for it. After the first error the rest of the stream is
 * thrown away: nothing that follows a broken frame can be trusted to begin where it seems to.
 *
 * <p>Fails with {@link ProtocolException}: {@code NOT_PUSHLAB} if the stream's very first length is out of bounds (some
 * other protocol), {@code FRAME_TOO_LONG} if a later one is, {@code UNSUPPORTED_VERSION}, {@code MALFORMED} for a
 * length below 4 or an unknown flag.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private int maxLength;
    private boolean first;
    private boolean failed;

    /**
     * @param maxLength the greatest accepted value of the length field
     * @param first whether the stream begins here, so that nonsense means a stranger
     */
    public FrameDecoder(int maxLength, boolean first) {
        this.maxLength = maxLength;
        this.first = first;
    }

    /** From the next frame on, when the peer has become trusted. Event loop only. */
    public void setMaxLength(int value) {
        maxLength = value;
    }

    /** The bytes that have arrived of a frame that is not complete yet. Event loop only. */
    public int pendingBytes() {
        return actualReadableBytes();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            Frame frame = next(in);
            if (frame != null) {
                first = false;
                out.add(frame);
            }
        } catch (ProtocolException e) {
            failed = true;
            in.skipBytes(in.readableBytes());
            throw e;
        }
    }

    private Frame next(ByteBuf in) {
        if (in.readableBytes() < Integer.BYTES) {
            return null;
        }
        int start = in.readerIndex();
        long length = in.getUnsignedInt(start);
        checkLength(length);
        if (in.readableBytes() < FrameFormat.HEADER_BYTES) {
            return null;
        }
        int version = in.getUnsignedByte(start + 4);
        if (version != FrameFormat.VERSION) {
            throw new ProtocolException(ReasonCode.UNSUPPORTED_VERSION, "frame version " + version);
        }
        int flags = in.getUnsignedShort(start + 6);
        if ((flags & ~FrameFormat.FLAG_MORE) != 0) {
            throw new ProtocolException(ReasonCode.MALFORMED, "unknown flags 0x" + Integer.toHexString(flags));
        }
        if (in.readableBytes() < Integer.BYTES + length) {
            return null;
        }
        int type = in.getUnsignedByte(start + 5);
        in.skipBytes(FrameFormat.HEADER_BYTES);
        int bodyBytes = (int) length - FrameFormat.COUNTED_HEADER_BYTES;
        return new Frame(type, flags == FrameFormat.FLAG_MORE, in.readRetainedSlice(bodyBytes));
    }

    private void checkLength(long length) {
        boolean tooShort = length < FrameFormat.COUNTED_HEADER_BYTES;
        if (!tooShort && length <= maxLength) {
            return;
        }
        if (first) {
            throw new ProtocolException(ReasonCode.NOT_PUSHLAB, "the first four bytes are no frame length: " + length);
        }
        throw new ProtocolException(
                tooShort ? ReasonCode.MALFORMED : ReasonCode.FRAME_TOO_LONG,
                "frame length " + length + ", limit " + maxLength);
    }
}
