package dev.pushlab.protocol.frame;

import io.netty.buffer.ByteBuf;

/**
 * The numbers of the frame format, and how a header is written.
 *
 * <pre>
 *  0               4       5      6        8
 *  +---------------+-------+------+--------+------------------
 *  | length        | ver=1 | type | flags  | body ...
 *  +---------------+-------+------+--------+------------------
 *    u32, counts     u8      u8     u16      0 to 65532 bytes
 *    what follows
 * </pre>
 *
 * Big-endian. A frame is never longer than 64 KiB in all but its length field, 4 KiB before the peer is authenticated.
 */
public final class FrameFormat {
    public static final int VERSION = 1;

    /** The bytes before the body. */
    public static final int HEADER_BYTES = 8;

    /** What the length field counts besides the body: version, type and flags. */
    public static final int COUNTED_HEADER_BYTES = 4;

    /** The greatest value of the length field before the peer is authenticated. */
    public static final int MAX_LENGTH_BEFORE_AUTHENTICATION = 4 << 10;

    /** The greatest value of the length field at all. */
    public static final int MAX_LENGTH = 64 << 10;

    /** The longest body, in bytes. */
    public static final int MAX_BODY_BYTES = MAX_LENGTH - COUNTED_HEADER_BYTES;

    /** Flag bit 0: the message goes on in the next frame, which has the same type. */
    public static final int FLAG_MORE = 0x0001;

    /** A frame of this type is a record: its body is a Noise transport message. It is no message type. */
    public static final int TYPE_RECORD = 0x04;

    private FrameFormat() {}

    /** Appends a header. */
    public static void writeHeader(ByteBuf out, int type, int flags, int bodyBytes) {
        out.writeInt(COUNTED_HEADER_BYTES + bodyBytes)
                .writeByte(VERSION)
                .writeByte(type)
                .writeShort(flags);
    }
}
