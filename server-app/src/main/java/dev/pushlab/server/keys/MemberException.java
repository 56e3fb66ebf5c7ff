package dev.pushlab.server.keys;

import dev.pushlab.protocol.message.ReasonCode;

/** What was asked of a member is not possible; {@link #reason()} names why. */
public final class MemberException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;

    public MemberException(ReasonCode reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public ReasonCode reason() {
        return reason;
    }
}
