package dev.pushlab.server.hub;

/** The server has as many subscriptions to streams as it serves at a time. */
public final class TooManySubscriptionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooManySubscriptionsException(int limit) {
        super("at most " + limit + " subscriptions in all");
    }
}
