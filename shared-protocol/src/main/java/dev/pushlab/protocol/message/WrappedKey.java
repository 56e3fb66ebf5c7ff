package dev.pushlab.protocol.message;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Key bytes on their way: as wrapped for the receiver, which inside a protected session may be the bare key. Hence
 * never printed, and wiped by whoever takes the key out.
 */
public final class WrappedKey {
    private final byte[] value;

    /** Takes a copy. */
    public WrappedKey(byte[] value) {
        this.value = value.clone();
    }

    public int size() {
        return value.length;
    }

    /** A copy, which the caller wipes after use. */
    public byte[] toArray() {
        return value.clone();
    }

    /** Overwrites the bytes with zeros. */
    public void destroy() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedKey that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        // Deliberately not of the content: a hash of key bytes in a log or a heap dump would be a leak.
        return value.length;
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
