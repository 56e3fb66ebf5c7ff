package dev.pushlab.protocol.noise;

import java.util.Objects;

/**
 * A handshake or a record that cannot go on. Carries a {@link Reason} so that whoever answers the peer, or shows it to
 * a person, can say what was wrong in the right words; the message is for the log and never contains key material.
 *
 * <p>Checked, because nearly every one of them can be caused by the peer.
 */
public final class NoiseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Reason {
        /** The protocol name is malformed or names an algorithm, pattern or modifier that is not implemented. */
        UNSUPPORTED_PROTOCOL,
        /** The pattern needs a static key or pre-shared key that was not given. */
        MISSING_KEY,
        /** A static key or pre-shared key was given that the pattern has no use for. */
        UNEXPECTED_KEY,
        /** A key has the wrong length, or a public key is a low-order point: the secret would be predictable. */
        INVALID_KEY,
        /** The operation does not fit the state: out of turn, after the end, after a failure. */
        WRONG_STATE,
        /** A message would be, or is, longer than 65535 bytes. */
        MESSAGE_TOO_LONG,
        /** A message is shorter than the keys and tags it has to contain. */
        MESSAGE_TRUNCATED,
        /** The authentication tag does not match: tampered, replayed, reordered, or different keys, psk or prologue. */
        AUTHENTICATION_FAILED,
        /** All 2^64 - 1 nonces of a key are used up. */
        NONCE_EXHAUSTED
    }

    private final Reason reason;

    public NoiseException(Reason reason, String message) {
        this(reason, message, null);
    }

    public NoiseException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
