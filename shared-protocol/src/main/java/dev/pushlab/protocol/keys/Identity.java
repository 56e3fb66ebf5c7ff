package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.noise.SecretBytes;
import javax.security.auth.Destroyable;

/**
 * The long-term Ed25519 key pair by which a program is recognized. It signs {@linkplain PeerCertificate certificates}
 * and never takes part in a key agreement itself.
 */
public final class Identity implements Destroyable, AutoCloseable {
    private final SecretBytes seed;
    private final byte[] publicKey;

    private Identity(SecretBytes seed) {
        this.seed = seed;
        this.publicKey = Ed25519.publicKey(seed);
    }

    /** A fresh identity. */
    public static Identity generate() {
        return new Identity(SecretBytes.random(Ed25519.KEY_LENGTH));
    }

    /**
     * The identity of a stored private key.
     *
     * @param seed 32 bytes; belongs to the identity from now on
     * @throws IllegalArgumentException if the length is wrong
     */
    public static Identity ofSeed(SecretBytes seed) {
        return new Identity(seed);
    }

    /** 32 bytes, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(publicKey);
    }

    /** Signs a message; 64 bytes. Give each use a context string of its own, so that signatures cannot be moved. */
    public byte[] sign(byte[] message) {
        return Ed25519.sign(seed, message);
    }

    SecretBytes seed() {
        return seed;
    }

    @Override
    public void destroy() {
        seed.destroy();
    }

    @Override
    public boolean isDestroyed() {
        return seed.isDestroyed();
    }

    /** The same as {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    /** The fingerprint, which is public. */
    @Override
    public String toString() {
        return "Identity " + fingerprint();
    }
}
