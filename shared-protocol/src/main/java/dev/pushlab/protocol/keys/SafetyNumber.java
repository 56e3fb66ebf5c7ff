package dev.pushlab.protocol.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * A number that two people read to each other, over the telephone say, to find out whether each has the other's real
 * public key: 60 decimal digits, the same on both sides.
 *
 * <p>Computed as {@code SHA-512("Pushlab safety number v1" | 00 | K1 | K2)} over the two raw Ed25519 public keys in
 * unsigned lexicographic order. Each of the first twelve 5-byte chunks, as a big-endian number modulo 100000, gives a
 * group of five digits, the way Signal makes its digits out of a hash. (Signal shows two 30-digit halves, one a person,
 * each hashed 5200 times; here one hash covers both keys at once, so all 60 digits, about 199 bits, stand against an
 * attacker who has to match them.)
 */
public final class SafetyNumber {
    /** How many groups there are. */
    public static final int GROUPS = 12;

    /** Decimal digits in a group. */
    public static final int GROUP_DIGITS = 5;

    private static final byte[] DOMAIN = "Pushlab safety number v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK_BYTES = 5;
    private static final long MODULUS = 100_000;

    private final String digits;

    private SafetyNumber(String digits) {
        this.digits = digits;
    }

    /**
     * The safety number of two parties, in either order.
     *
     * @param one a raw Ed25519 public key, 32 bytes
     * @param other the other one
     * @throws IllegalArgumentException if a length is wrong
     */
    public static SafetyNumber of(byte[] one, byte[] other) {
        if (one.length != Ed25519.KEY_LENGTH || other.length != Ed25519.KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "Ed25519 public keys of " + one.length + " and " + other.length + " bytes");
        }
        boolean inOrder = Arrays.compareUnsigned(one, other) <= 0;
        byte[] hash = sha512(DOMAIN, inOrder ? one : other, inOrder ? other : one);
        StringBuilder digits = new StringBuilder(GROUPS * GROUP_DIGITS);
        for (int group = 0; group < GROUPS; group++) {
            long chunk = 0;
            for (int i = 0; i < CHUNK_BYTES; i++) {
                chunk = chunk << 8 | hash[group * CHUNK_BYTES + i] & 0xFF;
            }
            String number = Long.toString(chunk % MODULUS);
            digits.append("0".repeat(GROUP_DIGITS - number.length())).append(number);
        }
        return new SafetyNumber(digits.toString());
    }

    /** The 60 digits without separators. */
    public String digits() {
        return digits;
    }

    /** The 12 groups of 5 digits, separated by spaces. */
    @Override
    public String toString() {
        StringJoiner groups = new StringJoiner(" ");
        for (int i = 0; i < digits.length(); i += GROUP_DIGITS) {
            groups.add(digits.substring(i, i + GROUP_DIGITS));
        }
        return groups.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SafetyNumber number && digits.equals(number.digits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(digits);
    }

    private static byte[] sha512(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-512 missing from this platform", e);
        }
    }
}
