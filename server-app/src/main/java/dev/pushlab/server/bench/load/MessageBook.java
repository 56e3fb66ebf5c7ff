package dev.pushlab.server.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * The messages that have been published and not yet been delivered to everybody. Messages are numbered from 0; their
 * content follows from the number: 16 hex digits, then printable ASCII that is different from one message to the next.
 * Not thread-safe.
 */
final class MessageBook {
    static final int MIN_BYTES = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int PHASES = 8191;
    private static final int STRIDE = 31;

    private final int topics;
    private final int mask;
    private final byte[][] payloads;
    private final long[] stamps;
    private final int[] missing;
    private final int[] subscribers;
    private final byte[] filler;
    private long published;
    private int outstanding;

    /**
     * @param subscribers the number of them for each topic
     * @param capacity messages that may be outstanding, a power of two
     */
    MessageBook(int[] subscribers, int bytes, int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("not a power of two: " + capacity);
        }
        this.topics = subscribers.length;
        this.subscribers = subscribers.clone();
        this.mask = capacity - 1;
        this.payloads = new byte[capacity][bytes];
        this.stamps = new long[capacity];
        this.missing = new int[capacity];
        this.filler = filler(PHASES + bytes);
    }

    /** Printable ASCII without quotation mark and backslash; always the same. */
    private static byte[] filler(int length) {
        Random random = new Random(4711);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('#' + random.nextInt('Z' - '#' + 1));
        }
        return bytes;
    }

    boolean isFull() {
        return missing[(int) published & mask] != 0;
    }

    /**
     * Makes the next message.
     *
     * @param stamp any time, for {@link #stamp}
     * @return its number
     */
    long publish(long stamp) {
        if (isFull()) {
            throw new IllegalStateException("message " + (published - mask - 1) + " is still outstanding");
        }
        long number = published++;
        int slot = (int) number & mask;
        byte[] payload = payloads[slot];
        for (int i = 0; i < MIN_BYTES; i++) {
            payload[i] = HEX[(int) (number >>> 4 * (MIN_BYTES - 1 - i)) & 0xf];
        }
        System.arraycopy(filler, (int) (number * STRIDE % PHASES), payload, MIN_BYTES, payload.length - MIN_BYTES);
        stamps[slot] = stamp;
        missing[slot] = subscribers[topic(number)];
        outstanding++;
        return number;
    }

    /** Somebody has received it. True if everybody has. */
    boolean delivered(long number) {
        if (--missing[(int) number & mask] == 0) {
            outstanding--;
            return true;
        }
        return false;
    }

    int topic(long number) {
        return (int) (number % topics);
    }

    int topics() {
        return topics;
    }

    /** The content of an outstanding message; not to be modified. */
    byte[] payload(long number) {
        return payloads[(int) number & mask];
    }

    long stamp(long number) {
        return stamps[(int) number & mask];
    }

    long published() {
        return published;
    }

    int outstanding() {
        return outstanding;
    }

    /** The number that a payload begins with, or -1. */
    static long number(byte[] payload) {
        if (payload.length < MIN_BYTES) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < MIN_BYTES; i++) {
            int digit = Arrays.binarySearch(HEX, payload[i]);
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
