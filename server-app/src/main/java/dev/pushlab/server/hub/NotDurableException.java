package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Topic;

/** Durable subscriptions need a durable topic: positions in another one mean nothing after a restart. */
public final class NotDurableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotDurableException(Topic topic) {
        super("topic " + topic + " is not durable");
    }
}
