package dev.pushlab.protocol.noise;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/** The AEADs of §12.3 and §12.4. Both have 32-byte keys, 16-byte tags and 12-byte nonces made of a 64-bit counter. */
public enum NoiseCipher {
    /** RFC 8439; the nonce is 32 zero bits and the counter, little-endian. */
    CHACHAPOLY("ChaChaPoly", "ChaCha20-Poly1305", "ChaCha20") {
        @Override
        AlgorithmParameterSpec parameters(long counter) {
            byte[] nonce = new byte[NONCE_LENGTH];
            for (int i = 0; i < Long.BYTES; i++) {
                nonce[NONCE_LENGTH - Long.BYTES + i] = (byte) (counter >>> (8 * i));
            }
            return new IvParameterSpec(nonce);
        }
    },
    /** AES-256 in Galois/counter mode; the nonce is 32 zero bits and the counter, big-endian. */
    AESGCM("AESGCM", "AES/GCM/NoPadding", "AES") {
        @Override
        AlgorithmParameterSpec parameters(long counter) {
            byte[] nonce = new byte[NONCE_LENGTH];
            for (int i = 0; i < Long.BYTES; i++) {
                nonce[NONCE_LENGTH - 1 - i] = (byte) (counter >>> (8 * i));
            }
            return new GCMParameterSpec(8 * TAG_LENGTH, nonce);
        }
    };

    /** In bytes. */
    public static final int KEY_LENGTH = 32;

    /** In bytes: what encryption adds to the length. */
    public static final int TAG_LENGTH = 16;

    private static final int NONCE_LENGTH = 12;

    private final String noiseName;
    private final String transformation;
    private final String keyAlgorithm;

    NoiseCipher(String noiseName, String transformation, String keyAlgorithm) {
        this.noiseName = noiseName;
        this.transformation = transformation;
        this.keyAlgorithm = keyAlgorithm;
    }

    /** As in protocol names: {@code ChaChaPoly}, {@code AESGCM}. */
    public String noiseName() {
        return noiseName;
    }

    String keyAlgorithm() {
        return keyAlgorithm;
    }

    Cipher newCipher() {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(transformation + " missing from this platform", e);
        }
    }

    abstract AlgorithmParameterSpec parameters(long counter);
}
