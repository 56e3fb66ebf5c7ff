package dev.pushlab.server.access;

/** A change of tokens or rights makes no sense as things are; {@link #reason()} names why. */
public final class AccessException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There is no token of this name. */
        UNKNOWN,
        /** There is a token of this name already. */
        EXISTS,
        /** There are as many as can be kept. */
        FULL,
        /** The token of the console can be rotated and not be revoked. */
        PERMANENT
    }

    private final Reason reason;

    AccessException(Reason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
