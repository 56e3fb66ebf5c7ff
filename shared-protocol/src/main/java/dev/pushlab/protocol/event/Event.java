package dev.pushlab.protocol.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One published event.
 *
 * @param id its place in the topic's history; the offset is at least 1
 * @param topic where it was published
 * @param type as in {@link EventDraft#type()}
 * @param time when the server accepted it, by the server's clock, cut to microseconds
 * @param contentType as in {@link EventDraft#contentType()}
 * @param payload the data
 */
public record Event(EventId id, Topic topic, String type, Instant time, String contentType, Payload payload) {
    public Event {
        if (id.offset() < 1) {
            throw new InvalidEventException(InvalidEventException.Part.ID, id.toString());
        }
        time = time.truncatedTo(ChronoUnit.MICROS);
    }

    /** The event that a draft becomes when the server accepts it. */
    public static Event of(EventId id, Topic topic, Instant time, EventDraft draft) {
        return new Event(id, topic, draft.type(), time, draft.contentType(), draft.payload());
    }

    /** {@link #time()} in microseconds since 1970-01-01T00:00:00Z. */
    public long timeMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
