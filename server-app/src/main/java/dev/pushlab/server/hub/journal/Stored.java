package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events as they were found on disk, in order, and the keys of those that have one. */
final class Stored {
    private final List<Event> events = new ArrayList<>();
    private final Map<Long, PublishKey> keys = new TreeMap<>();

    /** @param key null if it has none */
    void add(Event event, PublishKey key) {
        events.add(event);
        if (key != null) {
            keys.put(event.id().offset(), key);
        }
    }

    void addAll(Stored others) {
        events.addAll(others.events);
        keys.putAll(others.keys);
    }

    List<Event> events() {
        return events;
    }

    /** By offset. */
    Map<Long, PublishKey> keys() {
        return keys;
    }
}
