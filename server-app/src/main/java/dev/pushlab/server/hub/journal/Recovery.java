package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a journal held when it was opened.
 *
 * @param epoch the one it had, or a new one if there was damage
 * @param last the offset of the newest event; of the one that would have been if it has been dropped
 * @param events with consecutive offsets up to {@code last}, of that epoch
 * @param keys under which they were published, of those that were under one, by offset
 * @param torn bytes that were cut off because their group had not been written entirely
 * @param damage what was wrong, if history may be incomplete; the files are kept in a folder {@code damaged-…} beside
 *     the new ones, and events that were still readable have been given new ids from 1 on
 */
public record Recovery(
        long epoch, long last, List<Event> events, Map<Long, PublishKey> keys, long torn, Optional<String> damage) {
    public Recovery {
        events = List.copyOf(events);
    }
}
