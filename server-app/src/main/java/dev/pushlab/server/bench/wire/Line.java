package dev.pushlab.server.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects a line that ends with LF or CRLF, bounded. */
final class Line {
    private final int limit;
    private byte[] bytes = new byte[32];
    private int length;
    private boolean complete;

    /** @param limit of a line's bytes; a longer one is a violation of the protocol */
    Line(int limit) {
        this.limit = limit;
    }

    /** Takes bytes up to and including the LF; returns the index of the first byte that was not taken. */
    int take(byte[] source, int from, int to) {
        if (complete) {
            length = 0;
            complete = false;
        }
        int lineFeed = Bytes.indexOf(source, from, to, (byte) '\n');
        int count = lineFeed - from;
        if (length + count > limit) {
            throw new WireException("a line of more than " + limit + " bytes");
        }
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(2 * bytes.length, length + count)));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        if (lineFeed == to) {
            return to;
        }
        complete = true;
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        return lineFeed + 1;
    }

    /** The LF has been taken: the line can be read until the next {@link #take}. */
    boolean isComplete() {
        return complete;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    boolean startsWith(byte[] prefix) {
        return length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** The decimal number from the given index to the end: 0 to 999,999,999. */
    int number(int from) {
        if (length - from < 1 || length - from > 9) {
            throw new WireException("not a number: " + this);
        }
        int value = 0;
        for (int i = from; i < length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new WireException("not a number: " + this);
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** The index behind the last space, 0 if there is none. */
    int lastWord() {
        int i = length;
        while (i > 0 && bytes[i - 1] != ' ') {
            i--;
        }
        return i;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
