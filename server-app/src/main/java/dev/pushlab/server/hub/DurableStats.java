package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;

/**
 * A durable subscription at a glance.
 *
 * @param acknowledged the event up to which everything was acknowledged
 * @param waiting events behind that which are kept
 * @param delivering whether a connection is being delivered to
 * @param redelivered in this run: deliveries again of what was not acknowledged in time
 * @param used when it last had a connection or an acknowledgement
 */
public record DurableStats(
        Topic topic,
        SubscriptionName name,
        DurableOptions options,
        EventId acknowledged,
        long waiting,
        boolean delivering,
        long redelivered,
        Instant used) {}
