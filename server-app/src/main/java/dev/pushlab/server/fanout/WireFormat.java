package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * How a technique writes events. The bytes of an event must not depend on who receives them: they are encoded once and
 * shared by all subscriptions whose formats are equal (so make formats constants, or records). Must not throw; called
 * on event loops.
 */
public interface WireFormat {
    /**
     * Whether equal formats are to be expected. The bytes of one that has something of its subscriber's own in it, and so is
     * equal to no other, are counted as what they are: a queue for that subscriber alone.
     */
    default boolean isShared() {
        return true;
    }

    /** Appends the bytes of the event. */
    void encode(Event event, ByteBuf out);

    /**
     * Appends the bytes of an event for those who have just received the one before it in the same format, over the same
     * connection: they need not be told twice what both have in common.
     */
    default void encodeAfter(Event before, Event event, ByteBuf out) {
        encode(event, out);
    }

    /**
     * Appends the bytes of all events that are written at once. A format that shows where things stand, rather than what
     * happened, says it once for all of them.
     *
     * @param before what was received before the first of them, as in {@link #encodeAfter}; null if not everybody has
     * @param events at least one, consecutive
     */
    default void encodeAll(Event before, List<Event> events, ByteBuf out) {
        Event last = before;
        for (Event event : events) {
            if (last == null) {
                encode(event, out);
            } else {
                encodeAfter(last, event, out);
            }
            last = event;
        }
    }

    /** Appends the bytes that tell of lost history. */
    void encodeGap(Gap gap, ByteBuf out);

    /**
     * Appends the bytes that tell, last of all, why the server ends a subscription.
     *
     * @return whether the connection ends with it; it does in any case if its subscriber was too slow
     */
    default boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        return true;
    }
}
