package dev.pushlab.client.connection;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message.Direction;
import java.time.Instant;

/** What a subscription brings, in order: events, and in place of those that are lost to this client, gaps. */
public sealed interface Delivery {
    Topic topic();

    /**
     * @param direction which way the connection was made that brought it
     * @param at when it was received, by this computer's clock
     */
    record Received(Event event, Direction direction, Instant at) implements Delivery {
        @Override
        public Topic topic() {
            return event.topic();
        }
    }

    record Lost(dev.pushlab.protocol.event.Gap gap) implements Delivery {
        @Override
        public Topic topic() {
            return gap.topic();
        }
    }
}
