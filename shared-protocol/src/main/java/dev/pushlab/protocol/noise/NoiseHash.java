package dev.pushlab.protocol.noise;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;

/** The hash functions of §12.5 and §12.6, and the HKDF of §4.3 built on them. */
public enum NoiseHash {
    SHA256("SHA-256", "HmacSHA256", 32),
    SHA512("SHA-512", "HmacSHA512", 64);

    private final String digestAlgorithm;
    private final String macAlgorithm;
    private final int length;

    NoiseHash(String digestAlgorithm, String macAlgorithm, int length) {
        this.digestAlgorithm = digestAlgorithm;
        this.macAlgorithm = macAlgorithm;
        this.length = length;
    }

    /** HASHLEN, in bytes. */
    public int length() {
        return length;
    }

    /** HASH over the concatenation of the parts. */
    byte[] hash(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(digestAlgorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(digestAlgorithm + " missing from this platform", e);
        }
    }

    /**
     * HKDF(chaining_key, input_key_material, num_outputs), §4.3.
     *
     * @param outputs 2 or 3
     * @return that many secrets of HASHLEN bytes, the caller's to destroy
     */
    SecretBytes[] hkdf(SecretBytes chainingKey, byte[] inputKeyMaterial, int outputs) {
        try {
            Mac mac = Mac.getInstance(macAlgorithm);
            mac.init(chainingKey.asKey(macAlgorithm));
            SecretBytes[] result = new SecretBytes[outputs];
            try (SecretBytes tempKey = SecretBytes.takeOver(mac.doFinal(inputKeyMaterial))) {
                mac.init(tempKey.asKey(macAlgorithm));
                for (int i = 0; i < outputs; i++) {
                    if (i > 0) {
                        mac.update(result[i - 1].bytes());
                    }
                    mac.update((byte) (i + 1));
                    result[i] = SecretBytes.takeOver(mac.doFinal());
                }
            }
            return result;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(macAlgorithm + " missing from this platform", e);
        }
    }
}
