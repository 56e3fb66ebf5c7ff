package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a Noise protocol name says (§8), e.g. {@code Noise_XXpsk3_25519_ChaChaPoly_SHA256}. The key agreement is always
 * {@code 25519}.
 *
 * @param pattern the handshake with its modifiers
 * @param cipher the AEAD
 * @param hash the hash function
 */
public record NoiseProtocol(HandshakePattern pattern, NoiseCipher cipher, NoiseHash hash) {
    /** The longest protocol name, in bytes (§8). */
    public static final int MAX_NAME_LENGTH = 255;

    private static final String PREFIX = "Noise";
    private static final String DH = "25519";

    public NoiseProtocol {
        Objects.requireNonNull(pattern);
        Objects.requireNonNull(cipher);
        Objects.requireNonNull(hash);
    }

    /**
     * Parses a protocol name.
     *
     * @throws NoiseException {@link Reason#UNSUPPORTED_PROTOCOL}, saying which part is malformed or not implemented
     */
    public static NoiseProtocol parse(String name) throws NoiseException {
        if (name.length() > MAX_NAME_LENGTH) {
            throw unsupported("protocol name of more than " + MAX_NAME_LENGTH + " bytes");
        }
        String[] parts = name.split("_", -1);
        if (parts.length != 5 || !parts[0].equals(PREFIX)) {
            throw unsupported("not of the form Noise_PATTERN_DH_CIPHER_HASH: " + name);
        }
        HandshakePattern pattern = HandshakePattern.parse(parts[1]);
        if (!parts[2].equals(DH)) {
            throw unsupported("key agreement " + parts[2] + " in " + name);
        }
        return new NoiseProtocol(pattern, cipher(parts[3], name), hash(parts[4], name));
    }

    /** The protocol name; {@link #parse} of it gives an equal value. */
    public String name() {
        return String.join("_", PREFIX, pattern.name(), DH, cipher.noiseName(), hash.name());
    }

    byte[] nameBytes() {
        return name().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return name();
    }

    private static NoiseCipher cipher(String part, String name) throws NoiseException {
        for (NoiseCipher cipher : NoiseCipher.values()) {
            if (cipher.noiseName().equals(part)) {
                return cipher;
            }
        }
        throw unsupported("cipher " + part + " in " + name);
    }

    private static NoiseHash hash(String part, String name) throws NoiseException {
        for (NoiseHash hash : NoiseHash.values()) {
            if (hash.name().equals(part)) {
                return hash;
            }
        }
        throw unsupported("hash " + part + " in " + name);
    }

    static NoiseException unsupported(String what) {
        return new NoiseException(Reason.UNSUPPORTED_PROTOCOL, what);
    }
}
