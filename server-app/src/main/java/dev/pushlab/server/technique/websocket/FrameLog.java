package dev.pushlab.server.technique.websocket;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The last frames of a connection in one direction, read from the bytes on the wire however they are cut. Of each it keeps
 * the header and the first bytes of the payload, as they were sent.
 */
final class FrameLog {
    /** How many frames are kept. */
    static final int KEPT = 32;

    /** How much of a payload is kept. */
    static final int PAYLOAD = 24;

    private static final int MAX_HEADER = 14;
    private static final int KINDS = 16;

    /**
     * A frame.
     *
     * @param micros when its header was complete, since 1970
     * @param header 2 to 14 bytes, with the masking key if there is one
     * @param length of the payload; unsigned
     * @param payload its beginning, masked if it was
     */
    record Frame(long micros, byte[] header, long length, byte[] payload) {}

    private final Deque<Frame> frames = new ArrayDeque<>();
    private final long[] counts = new long[KINDS];
    private final byte[] header = new byte[MAX_HEADER];
    private int have;
    /** Of the payload that is being read. */
    private long missing;

    private long dataBytes;
    private byte[] payload = new byte[0];
    private int payloadHave;

    /** Takes the next bytes, and leaves the buffer as it was. */
    void take(ByteBuf bytes, long micros) {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end) {
            if (missing != 0) {
                int part = Long.compareUnsigned(missing, end - index) < 0 ? (int) missing : end - index;
                int kept = Math.min(part, payload.length - payloadHave);
                bytes.getBytes(index, payload, payloadHave, kept);
                payloadHave += kept;
                missing -= part;
                index += part;
            } else {
                header[have++] = bytes.getByte(index++);
                if (have >= 2 && have == headerLength()) {
                    begin(micros);
                }
            }
        }
    }

    private int headerLength() {
        int length = header[1] & 0x7f;
        int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
        return 2 + extended + ((header[1] & 0x80) == 0 ? 0 : 4);
    }

    private long payloadLength() {
        int length = header[1] & 0x7f;
        if (length < 126) {
            return length;
        }
        long value = 0;
        for (int i = 2; i < (length == 126 ? 4 : 10); i++) {
            value = value << 8 | header[i] & 0xff;
        }
        return value;
    }

    private void begin(long micros) {
        missing = payloadLength();
        payload = new byte[Long.compareUnsigned(missing, PAYLOAD) < 0 ? (int) missing : PAYLOAD];
        payloadHave = 0;
        if (frames.size() == KEPT) {
            frames.removeFirst();
        }
        frames.addLast(new Frame(micros, Arrays.copyOf(header, have), missing, payload));
        int opcode = header[0] & 0x0f;
        counts[opcode]++;
        if (opcode < 8) {
            dataBytes += have + missing;
        }
        have = 0;
    }

    /** From old to new. */
    List<Frame> frames() {
        return new ArrayList<>(frames);
    }

    /** How many frames of an opcode there were in all. */
    long count(int opcode) {
        return counts[opcode];
    }

    /** Bytes of all data frames, which are no control frames, with their headers. */
    long dataBytes() {
        return dataBytes;
    }
}
