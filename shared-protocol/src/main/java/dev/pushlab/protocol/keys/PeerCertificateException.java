package dev.pushlab.protocol.keys;

import java.util.Objects;

/** A certificate that is malformed or does not prove what it has to. */
public final class PeerCertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong, for whoever puts it into words. */
    public enum Reason {
        /** Too short, too long, or trailing bytes. */
        MALFORMED,
        /** Made by a version of the program that this one does not know. */
        UNKNOWN_VERSION,
        /** The name is longer than 64 bytes, not UTF-8, or contains control or formatting characters. */
        BAD_NAME,
        /** The identity is not a proper Ed25519 public key. */
        BAD_IDENTITY,
        /** Its time is over. The clocks of the two machines may differ. */
        EXPIRED,
        /** The signature does not fit: another role, another handshake key, altered, or another signer. */
        BAD_SIGNATURE
    }

    private final Reason reason;

    PeerCertificateException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
