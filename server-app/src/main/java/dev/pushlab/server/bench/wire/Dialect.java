package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;

/** What subscribers and publishers say in one protocol. Without state; topics are {@code [a-z0-9]+}. */
public interface Dialect {
    /** Which connections publish. */
    enum Publishers {
        /** The first subscriber of each topic publishes on its own connection. */
        SUBSCRIBERS,
        /** One further connection for each topic. */
        ONE_PER_TOPIC,
        /** One further connection for all topics. */
        ONE
    }

    /** The first bytes a subscriber sends; after them {@link #subscriberDeframer()} says when it is established. */
    byte[] subscribe(String topic);

    Deframer subscriberDeframer();

    Publishers publishers();

    /** The first bytes a publishing connection sends; not used with {@link Publishers#SUBSCRIBERS}. */
    byte[] publisherGreeting(String topic);

    /** Reads what a publishing connection hears, which is thrown away; not used with {@link Publishers#SUBSCRIBERS}. */
    Deframer publisherDeframer();

    /**
     * How many messages may be unanswered on a publishing connection, whose deframer then finds a payload for each
     * answer.
     */
    default int publisherWindow() {
        return Integer.MAX_VALUE;
    }

    /** The same for subscribers, with publishers that do not multiply with the topics. */
    default Dialect forManyTopics() {
        return this;
    }

    /** Writes one message. */
    void publish(String topic, byte[] payload, ByteBuf out);
}
