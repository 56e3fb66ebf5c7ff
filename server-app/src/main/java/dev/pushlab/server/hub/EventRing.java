package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import java.util.ArrayList;
import java.util.List;

/** The newest events of a topic, with consecutive offsets, in an array that grows as it must. Not safe for threads. */
final class EventRing {
    /** What an event occupies beside its data, type and content type, roughly. */
    private static final int OVERHEAD = 160;

    private Event[] events = new Event[16];
    /** The offset of the oldest event; one more than the last offset when there is none. */
    private long first;

    private long last;
    private long bytes;

    /** @param first the offset of the first event to come */
    EventRing(long first) {
        this.first = first;
        this.last = first - 1;
    }

    long first() {
        return first;
    }

    int count() {
        return (int) (last - first + 1);
    }

    boolean isEmpty() {
        return count() == 0;
    }

    /** What all of them count as, in bytes. */
    long bytes() {
        return bytes;
    }

    /** One that is there. */
    Event get(long offset) {
        return events[slot(offset)];
    }

    Event oldest() {
        return get(first);
    }

    /** All from an offset on that is there, or the next one. */
    List<Event> from(long offset) {
        List<Event> found = new ArrayList<>();
        for (long i = offset; i <= last; i++) {
            found.add(get(i));
        }
        return found;
    }

    /** Appends an event, and drops old ones before, so that the bounds hold; one is kept however large it is. */
    void add(Event event, Retention bounds) {
        long size = size(event);
        while (!isEmpty() && (count() >= bounds.events() || bytes + size > bounds.bytes())) {
            dropOldest();
        }
        if (count() == events.length) {
            grow(bounds.events());
        }
        last++;
        events[slot(last)] = event;
        bytes += size;
    }

    void dropOldest() {
        int slot = slot(first);
        bytes -= size(events[slot]);
        events[slot] = null;
        first++;
    }

    private void grow(int bound) {
        Event[] larger = new Event[Math.min(events.length * 2, Math.max(bound, events.length + 1))];
        for (long offset = first; offset <= last; offset++) {
            larger[(int) (offset % larger.length)] = get(offset);
        }
        events = larger;
    }

    private int slot(long offset) {
        return (int) (offset % events.length);
    }

    private static long size(Event event) {
        return OVERHEAD
                + event.payload().size()
                + event.type().length()
                + event.contentType().length();
    }
}
