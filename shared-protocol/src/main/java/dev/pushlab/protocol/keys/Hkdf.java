package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.noise.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** HKDF (RFC 5869) with SHA-256; the JDK has none before version 25. */
public final class Hkdf {
    /** HashLen, in bytes. */
    public static final int HASH_LENGTH = 32;

    /** The most that can be derived, in bytes (RFC 5869 §2.3: 255 * HashLen). */
    public static final int MAX_LENGTH = 255 * HASH_LENGTH;

    private static final String MAC = "HmacSHA256";

    private Hkdf() {}

    /**
     * HKDF-Extract, RFC 5869 §2.2.
     *
     * @param salt may be empty
     * @param inputKeyMaterial remains the caller's
     * @return the pseudorandom key, 32 bytes, the caller's to destroy
     */
    public static SecretBytes extract(byte[] salt, SecretBytes inputKeyMaterial) {
        // An empty salt stands for HashLen zeros, and HMAC pads with zeros anyway; but JCE refuses empty keys.
        byte[] key = salt.length == 0 ? new byte[HASH_LENGTH] : salt;
        byte[] ikm = inputKeyMaterial.copy();
        try {
            return SecretBytes.takeOver(mac(SecretBytes.copyOf(key).asKey(MAC)).doFinal(ikm));
        } finally {
            SecretBytes.wipe(ikm);
        }
    }

    /**
     * HKDF-Expand, RFC 5869 §2.3.
     *
     * @param pseudorandomKey at least 32 bytes
     * @param info what the result is for; may be empty
     * @param length of the result in bytes, 1 to {@link #MAX_LENGTH}
     * @return the output key material, the caller's to destroy
     * @throws IllegalArgumentException if a length is out of range
     */
    public static SecretBytes expand(SecretBytes pseudorandomKey, byte[] info, int length) {
        if (length < 1 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("HKDF output of " + length + " bytes, not 1 to " + MAX_LENGTH);
        }
        if (pseudorandomKey.length() < HASH_LENGTH) {
            throw new IllegalArgumentException("HKDF pseudorandom key of " + pseudorandomKey.length() + " bytes");
        }
        Mac mac = mac(pseudorandomKey.asKey(MAC));
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        for (int at = 0, counter = 1; at < length; at += HASH_LENGTH, counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            SecretBytes.wipe(block);
            block = mac.doFinal();
            System.arraycopy(block, 0, output, at, Math.min(HASH_LENGTH, length - at));
        }
        SecretBytes.wipe(block);
        return SecretBytes.takeOver(output);
    }

    /** Extract, then expand. */
    public static SecretBytes derive(byte[] salt, SecretBytes inputKeyMaterial, byte[] info, int length) {
        try (SecretBytes pseudorandomKey = extract(salt, inputKeyMaterial)) {
            return expand(pseudorandomKey, info, length);
        }
    }

    /** HMAC-SHA256 over the concatenation of the parts; 32 bytes. */
    static byte[] hmac(SecretBytes key, byte[]... parts) {
        Mac mac = mac(key.asKey(MAC));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static Mac mac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " missing from this platform", e);
        }
    }
}
