package dev.pushlab.server.session;

/** A call was not even tried; {@link #refusal()} names why, so that it can be said in the user's language. */
public final class CallRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Refusal {
        /** Not of the form {@code HOST:PORT}. */
        BAD_ADDRESS,
        /** The port is below 1024 or above 65535. */
        BAD_PORT,
        /** Not 64 hexadecimal digits. */
        BAD_FINGERPRINT,
        /** The policy forbids this address: loopback, link-local, multicast, wildcard or this machine's own. */
        FORBIDDEN_ADDRESS,
        /** The member was revoked. */
        REVOKED,
        /** Too many calls at once, or too many to this address in the last minute. */
        TOO_MANY,
        /** A call to this member is under way. */
        ALREADY_CALLING
    }

    private final Refusal refusal;

    public CallRefusedException(Refusal refusal, String detail) {
        super(detail);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }

    /** The key of the localized text, e.g. {@code call.bad-address}. */
    public String key() {
        return "call." + refusal.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
