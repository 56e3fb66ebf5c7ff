package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import java.util.List;
import java.util.Optional;

/**
 * What a poll found.
 *
 * @param gap history that was lost to this subscription; it comes before the events
 * @param events in order, consecutive offsets
 */
public record Batch(Optional<Gap> gap, List<Event> events) {
    static final Batch EMPTY = new Batch(Optional.empty(), List.of());

    public boolean isEmpty() {
        return events.isEmpty() && gap.isEmpty();
    }
}
