package dev.pushlab.server.bench.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Searching in byte arrays, eight bytes at a time. */
final class Bytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Bytes() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /**
     * The index of the first {@code value} in {@code bytes[from, to)}, or {@code to} if there is none.
     *
     * @param value 0 to 127
     */
    static int indexOf(byte[] bytes, int from, int to, byte value) {
        long pattern = value * ONES;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            // A byte that equals the value becomes zero, and (x - 1) & ~x has its high bit exactly for the lowest zero.
            long difference = (long) LONGS.get(bytes, i) ^ pattern;
            long zeros = (difference - ONES) & ~difference & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == value) {
                return i;
            }
        }
        return to;
    }
}
