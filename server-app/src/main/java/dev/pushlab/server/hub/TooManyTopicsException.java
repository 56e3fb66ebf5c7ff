package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Topic;

/** There are as many topics as {@link HubOptions#maxTopics()} allows, and this is not one of them. */
public final class TooManyTopicsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyTopicsException(Topic topic, int limit) {
        super("topic " + topic + " would be one more than the limit of " + limit);
    }
}
