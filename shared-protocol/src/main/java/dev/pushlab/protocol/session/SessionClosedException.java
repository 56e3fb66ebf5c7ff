package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.ReasonCode;

/** The session ended, or ended before a message could be sent. */
public final class SessionClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;

    public SessionClosedException(ReasonCode reason, String detail) {
        super(reason + (detail.isEmpty() ? "" : ": " + detail));
        this.reason = reason;
    }

    public ReasonCode reason() {
        return reason;
    }
}
