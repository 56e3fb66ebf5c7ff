package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/**
 * X25519 (RFC 7748 §5) on raw 32-byte keys, the form they have on the wire, by way of the JDK's XDH classes.
 *
 * <p>The specification (§12.1) leaves it open whether an all-zero result is rejected. Here it is: such a secret is the
 * same for everybody, and only a peer that sends a low-order point on purpose gets one.
 */
public final class X25519 {
    /** Length of private keys, public keys and shared secrets, in bytes. */
    public static final int KEY_LENGTH = 32;

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private X25519() {}

    /**
     * The public key of a private key.
     *
     * @param privateKey 32 bytes; clamped as RFC 7748 says when used, so any 32 random bytes will do
     * @throws NoiseException {@link Reason#INVALID_KEY} if the length is wrong
     */
    public static byte[] publicKey(SecretBytes privateKey) throws NoiseException {
        return agree(privateKey, BASE_POINT);
    }

    /**
     * The shared secret of one's own private and the peer's public key.
     *
     * @param privateKey 32 bytes
     * @param publicKey 32 bytes, little-endian; the topmost bit is ignored (RFC 7748 §5)
     * @return 32 bytes, the caller's to destroy
     * @throws NoiseException {@link Reason#INVALID_KEY} if a length is wrong or the public key is a low-order point
     */
    public static SecretBytes sharedSecret(SecretBytes privateKey, byte[] publicKey) throws NoiseException {
        return SecretBytes.takeOver(agree(privateKey, decode(publicKey)));
    }

    private static byte[] agree(SecretBytes privateKey, BigInteger u) throws NoiseException {
        if (privateKey.length() != KEY_LENGTH) {
            throw new NoiseException(
                    Reason.INVALID_KEY, "X25519 private key of " + privateKey.length() + " bytes, not " + KEY_LENGTH);
        }
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey own = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey.bytes()));
            PublicKey peer = keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            byte[] secret = doAgree(agreement, peer);
            if (isZero(secret)) {
                throw lowOrder(null);
            }
            return secret;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's X25519 does not work", e);
        }
    }

    private static byte[] doAgree(KeyAgreement agreement, PublicKey peer)
            throws GeneralSecurityException, NoiseException {
        try {
            agreement.doPhase(peer, true);
        } catch (InvalidKeyException e) {
            // The key was built here from a well-formed number: the provider refuses nothing but low-order points.
            throw lowOrder(e);
        }
        return agreement.generateSecret();
    }

    private static NoiseException lowOrder(Throwable cause) {
        return new NoiseException(Reason.INVALID_KEY, "X25519 public key is a low-order point", cause);
    }

    private static BigInteger decode(byte[] publicKey) throws NoiseException {
        if (publicKey.length != KEY_LENGTH) {
            throw new NoiseException(
                    Reason.INVALID_KEY, "X25519 public key of " + publicKey.length + " bytes, not " + KEY_LENGTH);
        }
        byte[] bigEndian = new byte[KEY_LENGTH];
        for (int i = 0; i < KEY_LENGTH; i++) {
            bigEndian[i] = publicKey[KEY_LENGTH - 1 - i];
        }
        bigEndian[0] &= 0x7F;
        return new BigInteger(1, bigEndian);
    }

    private static boolean isZero(byte[] bytes) {
        int any = 0;
        for (byte b : bytes) {
            any |= b;
        }
        return any == 0;
    }
}
