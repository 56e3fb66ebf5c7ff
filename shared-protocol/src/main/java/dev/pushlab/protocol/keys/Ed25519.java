package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.noise.SecretBytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;

/**
 * Ed25519 (RFC 8032 §5.1) on raw keys, the form they have on the wire: the JDK signs and verifies; the public key of a
 * seed, which the JDK does not compute, comes from BouncyCastle.
 */
public final class Ed25519 {
    /** Length of a private key (RFC 8032 calls it seed) and of a public key, in bytes. */
    public static final int KEY_LENGTH = 32;

    /** In bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final String ALGORITHM = "Ed25519";

    private Ed25519() {}

    /**
     * The public key of a private key.
     *
     * @throws IllegalArgumentException if the private key is not 32 bytes long
     */
    public static byte[] publicKey(SecretBytes seed) {
        checkSeed(seed);
        byte[] raw = seed.copy();
        try {
            byte[] publicKey = new byte[KEY_LENGTH];
            org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(raw, 0, publicKey, 0);
            return publicKey;
        } finally {
            SecretBytes.wipe(raw);
        }
    }

    /**
     * Signs a message.
     *
     * @return 64 bytes
     * @throws IllegalArgumentException if the private key is not 32 bytes long
     */
    public static byte[] sign(SecretBytes seed, byte[] message) {
        checkSeed(seed);
        byte[] raw = seed.copy();
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, raw));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's Ed25519 does not work", e);
        } finally {
            SecretBytes.wipe(raw);
        }
    }

    /**
     * Verifies a signature. The length is checked first, because JDK 17 ignores what follows the 64th byte.
     *
     * @param publicKey as received; anything but the encoding of a point makes the signature invalid
     * @param signature as received
     * @return whether it is valid
     */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_LENGTH || signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(decode(publicKey));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
            // All three are said of what the peer sent: not a point, or S out of range.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's Ed25519 does not work", e);
        }
    }

    /**
     * Whether 32 bytes are the canonical encoding of a point of prime order, as every honestly generated public key is.
     * Under a low-order key some signatures verify for any message, so it identifies nobody.
     */
    public static boolean isValidPublicKey(byte[] publicKey) {
        return publicKey.length == KEY_LENGTH
                && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(publicKey, 0);
    }

    private static PublicKey decode(byte[] raw) throws GeneralSecurityException {
        byte[] bigEndian = new byte[KEY_LENGTH];
        for (int i = 0; i < KEY_LENGTH; i++) {
            bigEndian[i] = raw[KEY_LENGTH - 1 - i];
        }
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static void checkSeed(SecretBytes seed) {
        if (seed.length() != KEY_LENGTH) {
            throw new IllegalArgumentException("Ed25519 private key of " + seed.length() + " bytes");
        }
    }
}
