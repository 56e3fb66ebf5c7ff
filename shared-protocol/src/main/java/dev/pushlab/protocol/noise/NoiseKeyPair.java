package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import javax.security.auth.Destroyable;

/** An X25519 key pair, static or ephemeral. The private half is wiped by {@link #destroy()}. */
public final class NoiseKeyPair implements Destroyable, AutoCloseable {
    private final SecretBytes privateKey;
    private final byte[] publicKey;

    private NoiseKeyPair(SecretBytes privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A fresh pair. */
    public static NoiseKeyPair generate() {
        try {
            return fromPrivateKey(SecretBytes.random(X25519.KEY_LENGTH));
        } catch (NoiseException e) {
            throw new IllegalStateException("32 random bytes refused as private key", e);
        }
    }

    /**
     * The pair of a stored private key.
     *
     * @param privateKey 32 bytes; belongs to the pair from now on
     * @throws NoiseException {@link Reason#INVALID_KEY} if the length is wrong
     */
    public static NoiseKeyPair fromPrivateKey(SecretBytes privateKey) throws NoiseException {
        return new NoiseKeyPair(privateKey, X25519.publicKey(privateKey));
    }

    /** 32 bytes, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** The private key, still owned by this pair. */
    public SecretBytes privateKey() {
        return privateKey;
    }

    /**
     * The secret shared with the owner of a public key.
     *
     * @throws NoiseException {@link Reason#INVALID_KEY} if the public key is malformed or a low-order point
     */
    public SecretBytes sharedSecret(byte[] remotePublicKey) throws NoiseException {
        return X25519.sharedSecret(privateKey, remotePublicKey);
    }

    @Override
    public void destroy() {
        privateKey.destroy();
    }

    @Override
    public boolean isDestroyed() {
        return privateKey.isDestroyed();
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
}
