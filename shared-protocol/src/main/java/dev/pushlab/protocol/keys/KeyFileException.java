package dev.pushlab.protocol.keys;

import java.io.IOException;
import java.util.Objects;

/** A file of keys or pins that could be read or written, but must not be used as it is. */
public final class KeyFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What was wrong, for whoever puts it into words. */
    public enum Reason {
        /** Other users may read a private key. On POSIX: {@code chmod 600}. */
        READABLE_BY_OTHERS,
        /** Other users may change what this program trusts. On POSIX: {@code chmod 600}. */
        WRITABLE_BY_OTHERS,
        /** The contents are not what they should be. */
        MALFORMED,
        /** No more peers can be remembered; forget some. */
        FULL,
        /** Another fingerprint is already known under this name. */
        CONFLICT,
        /** Another process kept the file locked for too long. */
        LOCKED
    }

    private final Reason reason;

    KeyFileException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason);
    }

    public Reason reason() {
        return reason;
    }
}
