package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Topic;

/** The topic has durable subscriptions, which would lose their place if it ceased to be durable. */
public final class SubscriptionsExistException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int count;

    public SubscriptionsExistException(Topic topic, int count) {
        super("topic " + topic + " has durable subscriptions: " + count);
        this.count = count;
    }

    /** How many there are. */
    public int count() {
        return count;
    }
}
