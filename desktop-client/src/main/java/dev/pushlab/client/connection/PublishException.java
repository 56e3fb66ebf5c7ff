package dev.pushlab.client.connection;

/** An event could not be published, or it is not known whether it was. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How far it got. */
    public enum Outcome {
        /** It never left this client. */
        NOT_SENT,
        /** The server refused it. */
        REFUSED,
        /** It was sent, and the connection ended before the answer: the server may or may not have accepted it. */
        UNKNOWN
    }

    private final Outcome outcome;
    private final transient Cause cause;

    PublishException(Outcome outcome, Cause cause) {
        super(outcome + ": " + cause.key() + (cause.detail().isEmpty() ? "" : " (" + cause.detail() + ')'));
        this.outcome = outcome;
        this.cause = cause;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Why. */
    public Cause reason() {
        return cause;
    }
}
