package dev.pushlab.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a token: what is kept of it. A token that this program made has 128 random bits, so there is nothing to
 * guess and no need for a slow hash; tokens that people chose are never written to a file.
 */
public final class TokenHash {
    private final byte[] digest;

    private TokenHash(byte[] digest) {
        this.digest = digest;
    }

    public static TokenHash of(String token) {
        try {
            return new TokenHash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 missing from this platform", e);
        }
    }

    /** @throws IllegalArgumentException unless it has 64 hexadecimal digits */
    static TokenHash parse(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("not a SHA-256");
        }
        return new TokenHash(HexFormat.of().parseHex(hex));
    }

    /** 64 lower-case hexadecimal digits. */
    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
