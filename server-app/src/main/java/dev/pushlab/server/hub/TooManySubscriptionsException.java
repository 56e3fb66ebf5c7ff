package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Topic;

/** The topic has as many durable subscriptions as it may have. */
public final class TooManySubscriptionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    public TooManySubscriptionsException(Topic topic, int limit) {
        super("topic " + topic + " has " + limit + " durable subscriptions already");
        this.limit = limit;
    }

    public int limit() {
        return limit;
    }
}
