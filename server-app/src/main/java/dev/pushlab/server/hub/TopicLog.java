package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.journal.EventJournal;
import dev.pushlab.server.hub.journal.PublishKey;
import dev.pushlab.server.hub.journal.Recovery;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded history of one topic, in a ring that grows up to the bound, and its subscriptions. All state is guarded
 * by this object; subscribers are woken outside of it.
 */
final class TopicLog {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);

    private final Topic topic;
    private final int number;
    private final long epoch;
    private final Clock clock;
    private final Runnable abandoned;
    private final Set<Subscription> open = new HashSet<>();
    private final List<Subscription> attached = new CopyOnWriteArrayList<>();
    private final RateMeter rate = new RateMeter();
    private final PublishWindow window = new PublishWindow();
    private final SlowCounts slow = new SlowCounts();
    private final DurableSubscriptions durables = new DurableSubscriptions(this);

    private volatile TopicSettings settings;
    /** Set while everything that is published goes by way of the journal. */
    private volatile boolean durable;

    private volatile boolean unreadable;

    /** Used by the thread that commits, and before it starts. */
    private EventJournal journal;

    private boolean configured;

    private EventRing ring = new EventRing(1);
    private volatile long last;
    private long lastAtStart;
    private long publishedBytes;
    private int subscribers;
    private boolean removed;

    /** @param abandoned called, outside of any lock, when the last subscription of a topic without events has gone */
    TopicLog(Topic topic, int number, long epoch, TopicSettings settings, Clock clock, Runnable abandoned) {
        this.topic = topic;
        this.number = number;
        this.epoch = epoch;
        this.settings = settings;
        this.clock = clock;
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

    TopicSettings settings() {
        return settings;
    }

    SlowCounts slow() {
        return slow;
    }

    DurableSubscriptions durables() {
        return durables;
    }

    Instant now() {
        return clock.instant();
    }

    /** The last event that a subscription from this position on is not given. */
    synchronized EventId idOf(Position position) {
        return position.id()
                .orElseGet(() -> new EventId(epoch, startAt(position).offset()));
    }

    /** Somebody's wish, so that the topic stays also without events and subscribers. */
    void configure(TopicSettings wanted) {
        settings = wanted;
        synchronized (this) {
            configured = true;
            trim(clock.instant());
        }
        if (journal != null) {
            journal.retainedBytes(wanted.retention().bytes());
        }
    }

    synchronized boolean configured() {
        return configured;
    }

    /** True while events must be appended by way of the journal. */
    boolean isDurable() {
        return durable;
    }

    EventJournal journal() {
        return journal;
    }

    /** Nothing is to be published in this run: what is on disk must not be mixed with what would not be there. */
    void unreadable() {
        unreadable = true;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    /** From now on nothing is appended directly; all that is kept. */
    synchronized List<Event> beginDurability() {
        durable = true;
        return ring.from(ring.first());
    }

    void journal(EventJournal opened) {
        journal = opened;
        opened.retainedBytes(settings.retention().bytes());
    }

    synchronized void endDurability() {
        durable = false;
        journal = null;
    }

    /** Takes up what a run before left. */
    synchronized void restore(EventJournal opened, Recovery recovered) {
        long oldest = recovered.last() - recovered.events().size() + 1;
        ring = new EventRing(oldest);
        last = oldest - 1;
        lastAtStart = recovered.last();
        recovered.events().forEach(this::put);
        recovered.keys().forEach((offset, key) -> {
            Event event = recovered.events().get((int) (offset - oldest));
            window.restore(key, event.id(), event.time());
        });
        trim(clock.instant());
        durable = true;
        journal(opened);
    }

    /** The offset of the oldest event that is kept, or of the next one if there is none. */
    synchronized long firstOffset() {
        trim(clock.instant());
        return ring.first();
    }

    /** See {@link PublishWindow#take}. */
    synchronized CompletableFuture<EventId> takeKey(PublishKey key, CompletableFuture<EventId> id) {
        return window.take(key, id, clock.instant());
    }

    /** See {@link PublishWindow#release}. */
    synchronized void releaseKey(PublishKey key, CompletableFuture<EventId> id) {
        window.release(key, id);
    }

    /** The keys of events that were published lately, by offset. */
    synchronized Map<Long, PublishKey> keys() {
        return window.byOffset();
    }

    /** Adds an event and wakes the subscribers; null if this log has been removed meanwhile, or become durable. */
    Event append(EventDraft draft, Instant time, long nanos) {
        Event event;
        synchronized (this) {
            if (removed || durable) {
                return null;
            }
            event = Event.of(new EventId(epoch, last + 1), topic, time, draft);
            publish(event, time, nanos);
        }
        wake();
        return event;
    }

    /** Adds events that the journal has, and wakes the subscribers. */
    void add(List<Event> events, long nanos) {
        synchronized (this) {
            for (Event event : events) {
                publish(event, event.time(), nanos);
            }
        }
        wake();
    }

    private void publish(Event event, Instant now, long nanos) {
        put(event);
        trim(now);
        publishedBytes += event.payload().size();
        rate.count(nanos);
    }

    private void put(Event event) {
        ring.add(event, settings.retention());
        last++;
    }

    /** Drops what the bounds do not allow. */
    private void trim(Instant now) {
        Retention bounds = settings.retention();
        while (ring.count() > bounds.events() || ring.count() > 1 && ring.bytes() > bounds.bytes()) {
            ring.dropOldest();
        }
        if (bounds.age().isPresent()) {
            Instant oldest = now.minus(bounds.age().get());
            while (!ring.isEmpty() && ring.oldest().time().isBefore(oldest)) {
                ring.dropOldest();
            }
        }
    }

    private void wake() {
        for (Subscription subscription : attached) {
            try {
                subscription.wake();
            } catch (RuntimeException e) {
                // The event is published all the same, and the others are woken.
                LOG.error("A subscriber of {} failed as it was woken", topic, e);
            }
        }
    }

    /** A new subscription; null if this log has been removed meanwhile. */
    synchronized Subscription subscribe(Position position, Subscriber subscriber, boolean counted) {
        if (removed) {
            return null;
        }
        expire();
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
            nobodyLeft = isUnused();
        }
        if (nobodyLeft) {
            abandoned.run();
        }
        return true;
    }

    /** Removes a log that nobody follows and that never held an event. */
    synchronized boolean removeIfUnused() {
        removed = removed || isUnused();
        return removed;
    }

    private boolean isUnused() {
        return open.isEmpty() && last == 0 && !configured;
    }

    synchronized Slice read(long after, int maxEvents, long maxBytes) {
        expire();
        long from = Math.max(after, ring.first() - 1);
        int count = (int) Math.min(last - from, maxEvents);
        if (count <= 0) {
            return new Slice(from, List.of());
        }
        List<Event> events = new ArrayList<>(count);
        long bytes = 0;
        for (long offset = from + 1; offset <= from + count; offset++) {
            Event event = ring.get(offset);
            bytes += event.payload().size();
            if (bytes > maxBytes && !events.isEmpty()) {
                break;
            }
            events.add(event);
        }
        return new Slice(from, events);
    }

    synchronized TopicStats stats(long nanos) {
        expire();
        return new TopicStats(
                topic,
                number,
                new EventId(epoch, last),
                last - lastAtStart,
                publishedBytes,
                ring.count(),
                ring.bytes(),
                subscribers,
                rate.perSecond(nanos),
                slow.stats(),
                settings,
                unreadable);
    }

    private Start startAt(Position position) {
        if (position.equals(Position.NOW)) {
            return new Start(last, Optional.empty());
        }
        Optional<EventId> id = position.id();
        boolean known = id.filter(it -> it.epoch() == epoch && it.offset() >= ring.first() - 1 && it.offset() <= last)
                .isPresent();
        // An id of another epoch, or one that this epoch has not reached: of a history that is not this one. Everything
        // kept may be new to that subscriber.
        return new Start(known ? id.get().offset() : ring.first() - 1, known ? Optional.empty() : id);
    }

    private void expire() {
        if (settings.retention().age().isPresent()) {
            trim(clock.instant());
        }
    }
}
