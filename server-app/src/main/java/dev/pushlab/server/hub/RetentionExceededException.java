package dev.pushlab.server.hub;

/** The configured topics together would keep more than this server's memory allows. */
public final class RetentionExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long available;

    RetentionExceededException(long available) {
        super("only " + available + " bytes of history are left for this topic");
        this.available = available;
    }

    /** The bytes that this topic could be given, possibly 0. */
    public long available() {
        return available;
    }
}
