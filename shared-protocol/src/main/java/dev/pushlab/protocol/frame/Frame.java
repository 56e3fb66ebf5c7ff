package dev.pushlab.protocol.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.buffer.Unpooled;

/** One frame as received. Reference-counted: whoever gets it releases it. */
public final class Frame extends DefaultByteBufHolder {
    private final int type;
    private final boolean more;

    /**
     * @param type 0 to 255; not checked against the types that are known
     * @param more whether the message goes on in the next frame
     * @param body taken over
     */
    public Frame(int type, boolean more, ByteBuf body) {
        super(body);
        this.type = type;
        this.more = more;
    }

    public int type() {
        return type;
    }

    public boolean more() {
        return more;
    }

    /** Same as {@link #content()}. */
    public ByteBuf body() {
        return content();
    }

    /** The frame's exact bytes, header and body, as they were on the wire. */
    public byte[] toBytes() {
        byte[] bytes = new byte[FrameFormat.HEADER_BYTES + body().readableBytes()];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).writerIndex(0);
        FrameFormat.writeHeader(out, type, more ? FrameFormat.FLAG_MORE : 0, body().readableBytes());
        body().getBytes(body().readerIndex(), bytes, FrameFormat.HEADER_BYTES, body().readableBytes());
        return bytes;
    }

    @Override
    public Frame replace(ByteBuf content) {
        return new Frame(type, more, content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that && type == that.type && more == that.more && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + type;
    }
}
