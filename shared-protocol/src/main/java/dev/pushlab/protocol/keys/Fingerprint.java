package dev.pushlab.protocol.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a raw Ed25519 public key: what is pinned, typed in and shown.
 *
 * <p>The canonical text is 64 lower-case hexadecimal digits.
 */
public final class Fingerprint {
    /** In bytes. */
    public static final int LENGTH = 32;

    private static final int MAX_TEXT = 256;
    private static final int GROUP = 4;

    private final byte[] digest;

    private Fingerprint(byte[] digest) {
        this.digest = digest;
    }

    /**
     * The fingerprint of a public key.
     *
     * @param publicKey 32 bytes
     * @throws IllegalArgumentException if the length is wrong
     */
    public static Fingerprint of(byte[] publicKey) {
        if (publicKey.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException("Ed25519 public key of " + publicKey.length + " bytes");
        }
        try {
            return new Fingerprint(MessageDigest.getInstance("SHA-256").digest(publicKey));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 missing from this platform", e);
        }
    }

    /**
     * Reads what a person typed or pasted: 64 hexadecimal digits of either case, with white space, colons and dashes
     * anywhere.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Fingerprint parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("fingerprint of more than " + MAX_TEXT + " characters");
        }
        String digits = text.replaceAll("[\\s\\u00A0:\\u2010-\\u2015-]", "");
        if (digits.length() != 2 * LENGTH) {
            throw new IllegalArgumentException(
                    "fingerprint has " + digits.length() + " hexadecimal digits instead of " + 2 * LENGTH);
        }
        try {
            return new Fingerprint(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("fingerprint contains a character that is no hexadecimal digit", e);
        }
    }

    /** 32 bytes, a copy. */
    public byte[] bytes() {
        return digest.clone();
    }

    /** For display: 16 groups of 4 digits, separated by spaces. */
    public String grouped() {
        return toString().replaceAll("(?<=\\G.{" + GROUP + "})(?=.)", " ");
    }

    /** The canonical text, 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest);
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint fingerprint && MessageDigest.isEqual(digest, fingerprint.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }
}
