package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The bounded history of one topic, in a ring that grows up to the bound, and its subscriptions. All state is guarded
 * by this object; subscribers are woken outside of it.
 */
final class TopicLog {
    /** What an event occupies beside its data, type and content type, roughly. */
    private static final int OVERHEAD = 160;

    private final Topic topic;
    private final int number;
    private final long epoch;
    private final HubOptions options;
    private final Runnable abandoned;
    private final Set<Subscription> open = new HashSet<>();
    private final List<Subscription> attached = new CopyOnWriteArrayList<>();
    private final RateMeter rate = new RateMeter();

    private Event[] ring = new Event[16];
    /** The offset of the oldest event kept; one more than the last offset when there is none. */
    private long first = 1;

    private volatile long last;
    private long keptBytes;
    private long publishedBytes;
    private int subscribers;
    private boolean removed;

    /** @param abandoned called, outside of any lock, when the last subscription of a topic without events has gone */
    TopicLog(Topic topic, int number, long epoch, HubOptions options, Runnable abandoned) {
        this.topic = topic;
        this.number = number;
        this.epoch = epoch;
        this.options = options;
        this.abandoned = abandoned;
    }

    /** Where a subscription begins: after this offset; and what its subscriber had, if what followed is lost. */
    record Start(long offset, Optional<EventId> lostAfter) {}

    /** Events after an offset, which is greater than the one asked for if history does not reach back to it. */
    record Slice(long after, List<Event> events) {}

    Topic topic() {
        return topic;
    }

    int number() {
        return number;
    }

    long epoch() {
        return epoch;
    }

    long lastOffset() {
        return last;
    }

    /** Adds an event and wakes the subscribers; null if this log has been removed meanwhile. */
    Event append(EventDraft draft, Instant time, long nanos) {
        Event event;
        synchronized (this) {
            if (removed) {
                return null;
            }
            event = Event.of(new EventId(epoch, last + 1), topic, time, draft);
            long size = size(event);
            while (first <= last && (kept() >= options.maxEvents() || keptBytes + size > options.maxBytes())) {
                dropOldest();
            }
            if (kept() == ring.length) {
                grow();
            }
            ring[slot(last + 1)] = event;
            keptBytes += size;
            publishedBytes += event.payload().size();
            rate.count(nanos);
            last++;
        }
        for (Subscription subscription : attached) {
            subscription.wake();
        }
        return event;
    }

    /** A new subscription; null if this log has been removed meanwhile. */
    synchronized Subscription subscribe(Position position, Subscriber subscriber, boolean counted) {
        if (removed) {
            return null;
        }
        Subscription subscription = new Subscription(this, subscriber, counted, startAt(position));
        open.add(subscription);
        subscribers += counted ? 1 : 0;
        return subscription;
    }

    synchronized void attach(Subscription subscription) {
        if (open.contains(subscription) && !attached.contains(subscription)) {
            attached.add(subscription);
        }
    }

    /** True if it was open. */
    boolean detach(Subscription subscription) {
        boolean nobodyLeft;
        synchronized (this) {
            if (!open.remove(subscription)) {
                return false;
            }
            attached.remove(subscription);
            subscribers -= subscription.counted() ? 1 : 0;
            nobodyLeft = open.isEmpty() && last == 0;
        }
        if (nobodyLeft) {
            abandoned.run();
        }
        return true;
    }

    /** Removes a log that nobody follows and that never held an event. */
    synchronized boolean removeIfUnused() {
        removed = removed || open.isEmpty() && last == 0;
        return removed;
    }

    synchronized Slice read(long after, int maxEvents, long maxBytes) {
        long from = Math.max(after, first - 1);
        int count = (int) Math.min(last - from, maxEvents);
        if (count <= 0) {
            return new Slice(from, List.of());
        }
        List<Event> events = new ArrayList<>(count);
        long bytes = 0;
        for (long offset = from + 1; offset <= from + count; offset++) {
            Event event = ring[slot(offset)];
            bytes += event.payload().size();
            if (bytes > maxBytes && !events.isEmpty()) {
                break;
            }
            events.add(event);
        }
        return new Slice(from, events);
    }

    synchronized TopicStats stats(long nanos) {
        return new TopicStats(
                topic,
                number,
                new EventId(epoch, last),
                last,
                publishedBytes,
                kept(),
                keptBytes,
                subscribers,
                rate.perSecond(nanos));
    }

    private Start startAt(Position position) {
        if (position.equals(Position.NOW)) {
            return new Start(last, Optional.empty());
        }
        Optional<EventId> id = position.id();
        boolean known = id.filter(it -> it.epoch() == epoch && it.offset() >= first - 1 && it.offset() <= last)
                .isPresent();
        // An id of another epoch, or one that this epoch has not reached: of a history that is not this one. Everything
        // kept may be new to that subscriber.
        return new Start(known ? id.get().offset() : first - 1, known ? Optional.empty() : id);
    }

    private int kept() {
        return (int) (last - first + 1);
    }

    private void dropOldest() {
        int slot = slot(first);
        keptBytes -= size(ring[slot]);
        ring[slot] = null;
        first++;
    }

    private void grow() {
        Event[] larger = new Event[Math.min(ring.length * 2, Math.max(options.maxEvents(), ring.length + 1))];
        for (long offset = first; offset <= last; offset++) {
            larger[(int) (offset % larger.length)] = ring[slot(offset)];
        }
        ring = larger;
    }

    private int slot(long offset) {
        return (int) (offset % ring.length);
    }

    private static long size(Event event) {
        return OVERHEAD
                + event.payload().size()
                + event.type().length()
                + event.contentType().length();
    }
}
