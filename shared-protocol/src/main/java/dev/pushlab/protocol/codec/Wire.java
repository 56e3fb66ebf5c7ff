package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The primitive types of message bodies (docs/protocol.md, "Notation"). Each value has exactly one encoding, and
 * anything else is {@code MALFORMED}: what was decoded encodes to the very same bytes.
 */
final class Wire {
    /** Bytes of the longest varint: 64 bits in groups of 7. */
    private static final int MAX_VARINT_BYTES = 10;

    /** The farthest a time may be from 1970, about 292 years: java.time reckons in 64 bits of nanoseconds. */
    private static final long MAX_TIME_MICROS = Long.MAX_VALUE / 1000;

    private Wire() {}

    static ProtocolException malformed(String detail) {
        return new ProtocolException(ReasonCode.MALFORMED, detail);
    }

    private static void need(ByteBuf in, int bytes, String what) {
        if (in.readableBytes() < bytes) {
            throw malformed(what + ": body ends too early");
        }
    }

    static int readU8(ByteBuf in, String what) {
        need(in, 1, what);
        return in.readUnsignedByte();
    }

    static int readU16(ByteBuf in, String what) {
        need(in, 2, what);
        return in.readUnsignedShort();
    }

    static boolean readBoolean(ByteBuf in, String what) {
        int value = readU8(in, what);
        if (value > 1) {
            throw malformed(what + " must be 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** Unsigned LEB128: 7 bits a byte, lowest first, top bit set on all but the last, no superfluous zero groups. */
    static void writeVarint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** A varint from 0 to {@code max}. */
    static long readVarint(ByteBuf in, long max, String what) {
        long value = readVarint64(in, what);
        if (value < 0 || value > max) {
            throw malformed(what + " out of range: " + Long.toUnsignedString(value));
        }
        return value;
    }

    private static long readVarint64(ByteBuf in, String what) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            int group = readU8(in, what);
            if (i == MAX_VARINT_BYTES - 1 && group > 1) {
                break;
            }
            value |= (long) (group & 0x7F) << (7 * i);
            if (group < 0x80) {
                if (group == 0 && i > 0) {
                    throw malformed(what + ": number with superfluous zeros");
                }
                return value;
            }
        }
        throw malformed(what + ": number longer than 64 bits");
    }

    /** Any 64-bit number: zigzag (0, −1, 1, −2 … become 0, 1, 2, 3 …), then as varint. */
    static void writeSigned(ByteBuf out, long value) {
        writeVarint(out, value << 1 ^ value >> 63);
    }

    static long readSigned(ByteBuf in, String what) {
        long zigzag = readVarint64(in, what);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** Microseconds since 1970, signed. */
    static void writeTime(ByteBuf out, Instant time) {
        writeSigned(out, ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    static Instant readTime(ByteBuf in, String what) {
        return time(readSigned(in, what), what);
    }

    /** @param micros since 1970-01-01T00:00:00Z */
    static Instant time(long micros, String what) {
        if (micros < -MAX_TIME_MICROS || micros > MAX_TIME_MICROS) {
            throw malformed(what + " out of range: " + micros);
        }
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Exactly so many bytes. */
    static Bytes readBytes(ByteBuf in, int length, String what) {
        need(in, length, what);
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return Bytes.of(bytes);
    }

    static void writeBytes(ByteBuf out, Bytes bytes) {
        out.writeBytes(bytes.toArray());
    }

    /** All that remains. */
    static byte[] readRest(ByteBuf in) {
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        return bytes;
    }

    /** A string of ASCII characters, its length in one byte before it. */
    static void writeAscii(ByteBuf out, String text) {
        if (text.length() > 255) {
            throw new IllegalArgumentException("longer than 255 bytes: " + text.length());
        }
        out.writeByte(text.length());
        ByteBufUtil.writeAscii(out, text);
    }

    /** UTF-8, its length in bytes as varint before it. */
    static void writeText(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeVarint(out, bytes.length);
        out.writeBytes(bytes);
    }

    static String readAscii(ByteBuf in, String what) {
        int length = readU8(in, what);
        need(in, length, what);
        for (int i = in.readerIndex(); i < in.readerIndex() + length; i++) {
            if (in.getByte(i) < 0) {
                throw malformed(what + ": not ASCII");
            }
        }
        return in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
    }

    static String readText(ByteBuf in, int maxBytes, String what) {
        int length = (int) readVarint(in, maxBytes, what + " length");
        need(in, length, what);
        ByteBuffer bytes = in.nioBuffer(in.readerIndex(), length);
        in.skipBytes(length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException(ReasonCode.MALFORMED, what + ": not UTF-8", e);
        }
    }
}
