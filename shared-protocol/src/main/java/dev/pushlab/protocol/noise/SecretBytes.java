package dev.pushlab.protocol.noise;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.security.auth.Destroyable;

/**
 * Secret bytes that can be wiped, and that do not show themselves in a log: {@code toString()} is {@code [redacted]}.
 *
 * <p>{@code javax.crypto.spec.SecretKeySpec} cannot take this place: its {@code destroy()} throws. Wiping is best
 * effort in Java all the same: the collector may have moved the array before, and the JDK's ciphers hold copies of
 * their own until they are collected.
 *
 * <p>Equality is identity; compare contents with {@link #matches}.
 */
public final class SecretBytes implements Destroyable, AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;
    private volatile boolean destroyed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Holds a copy; the caller's array remains the caller's to wipe. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /** Holds the array itself; the caller must not use it any more. */
    public static SecretBytes takeOver(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Fresh bytes of the platform's secure random generator. */
    public static SecretBytes random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** Overwrites arrays with zeros; null elements are skipped. */
    public static void wipe(byte[]... arrays) {
        for (byte[] array : arrays) {
            if (array != null) {
                Arrays.fill(array, (byte) 0);
            }
        }
    }

    /** In bytes; still answered after {@link #destroy()}. */
    public int length() {
        return bytes.length;
    }

    /**
     * A copy, which is the caller's to {@link #wipe}.
     *
     * @throws IllegalStateException if destroyed
     */
    public byte[] copy() {
        return bytes().clone();
    }

    /**
     * A JCE key over these very bytes: it is destroyed with them, and they with it.
     *
     * @param algorithm the JCE name, e.g. {@code AES}, {@code ChaCha20}, {@code HmacSHA256}
     */
    public SecretKey asKey(String algorithm) {
        return new Key(this, algorithm);
    }

    /** Whether the contents are equal, in a time that depends on the lengths only. */
    public boolean matches(SecretBytes other) {
        return MessageDigest.isEqual(bytes(), other.bytes());
    }

    /** Overwrites the bytes with zeros. May be called more than once. */
    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** The same as {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return "[redacted]";
    }

    /** The array itself, not to be changed or kept. */
    byte[] bytes() {
        if (destroyed) {
            throw new IllegalStateException("secret already destroyed");
        }
        return bytes;
    }

    private static final class Key implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient SecretBytes secret;
        private final String algorithm;

        Key(SecretBytes secret, String algorithm) {
            this.secret = secret;
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.copy();
        }

        @Override
        public void destroy() {
            secret.destroy();
        }

        @Override
        public boolean isDestroyed() {
            return secret.isDestroyed();
        }

        @Override
        public String toString() {
            return "[redacted]";
        }

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("secret key");
        }
    }
}
