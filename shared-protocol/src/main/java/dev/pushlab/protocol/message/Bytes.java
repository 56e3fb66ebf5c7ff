package dev.pushlab.protocol.message;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes that compare by content, so that records holding them do too. Not for secrets: it prints itself. */
public final class Bytes {
    private static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Takes a copy. */
    public static Bytes of(byte[] value) {
        return value.length == 0 ? EMPTY : new Bytes(value.clone());
    }

    public static Bytes empty() {
        return EMPTY;
    }

    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public int size() {
        return value.length;
    }

    /** A copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** Returns this if it has exactly the given length. */
    Bytes requireSize(int size, String what) {
        if (value.length != size) {
            throw new IllegalArgumentException(what + " must be " + size + " bytes, not " + value.length);
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** Lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(value);
    }
}
