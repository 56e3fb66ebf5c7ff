package dev.pushlab.client.keys;

import dev.pushlab.protocol.message.ReasonCode;

/** A pushed key was not accepted. */
public final class KeyRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;

    KeyRefusedException(ReasonCode reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** What to tell the server. */
    public ReasonCode reason() {
        return reason;
    }
}
