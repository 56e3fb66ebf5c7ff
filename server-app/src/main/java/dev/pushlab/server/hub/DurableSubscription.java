package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A place in the history of a durable topic that outlives connections and runs: up to where its owner has acknowledged
 * everything. At most one connection at a time delivers what lies behind it. Events are kept for it as long as for
 * everybody: what the topic's retention has dropped before it was acknowledged is told by a gap.
 *
 * <p>Safe for use by any thread.
 */
public final class DurableSubscription {
    private final TopicLog log;
    private final SubscriptionName name;
    private final Runnable changed;
    private DurableOptions options;
    private EventId acknowledged;
    private Instant used;
    private Consumer<Ending> holder;
    private long redelivered;
    private boolean deleted;

    /** @param changed called when there is something to be written to disk; must be cheap */
    DurableSubscription(
            TopicLog log,
            SubscriptionName name,
            DurableOptions options,
            EventId acknowledged,
            Instant used,
            Runnable changed) {
        this.log = log;
        this.name = name;
        this.options = options;
        this.acknowledged = acknowledged;
        this.used = used;
        this.changed = changed;
    }

    public Topic topic() {
        return log.topic();
    }

    public SubscriptionName name() {
        return name;
    }

    public synchronized DurableOptions options() {
        return options;
    }

    synchronized void options(DurableOptions wanted) {
        options = wanted;
    }

    /** Everything up to this event was acknowledged; possibly of an epoch that is over. */
    public synchronized EventId acknowledged() {
        return acknowledged;
    }

    /**
     * Takes over the delivery from whoever had it.
     *
     * @param ended told, on any thread and once, when the delivery is to end
     * @return a cursor behind what was acknowledged; null if the subscription has been deleted
     */
    public Subscription open(Consumer<Ending> ended) {
        Consumer<Ending> before;
        Subscription cursor;
        synchronized (this) {
            if (deleted) {
                return null;
            }
            before = holder;
            holder = ended;
            used = log.now();
            cursor = log.subscribe(Position.after(acknowledged), () -> {}, true);
        }
        if (before != null) {
            before.accept(Ending.TAKEN_OVER);
        }
        changed.run();
        return cursor;
    }

    /** Whether a connection is delivered to at present, which {@link #open} would take it from. */
    public synchronized boolean isHeld() {
        return holder != null;
    }

    /** The connection that this was told about is not delivered to any more. */
    public synchronized void release(Consumer<Ending> ended) {
        if (holder == ended) {
            holder = null;
            used = log.now();
            changed.run();
        }
    }

    /** Everything up to this event has been dealt with; not back, and only by whoever has the delivery. */
    public synchronized void acknowledge(Consumer<Ending> by, EventId id) {
        if (holder == by) {
            acknowledge(id);
        }
    }

    /**
     * The same by whoever the owner is, over whatever connection.
     *
     * @return false if there has been no such event in this history
     */
    public synchronized boolean acknowledge(EventId id) {
        if (id.epoch() != log.epoch() || id.offset() > log.lastOffset()) {
            return false;
        }
        used = log.now();
        if (acknowledged.epoch() != id.epoch() || id.offset() > acknowledged.offset()) {
            acknowledged = id;
        }
        changed.run();
        return true;
    }

    /** So many events are being delivered again. */
    public synchronized void redelivered(long events) {
        redelivered += events;
    }

    public synchronized DurableStats stats() {
        long behind = acknowledged.epoch() == log.epoch() ? acknowledged.offset() : 0;
        long waiting = log.lastOffset() - Math.max(behind, log.firstOffset() - 1);
        return new DurableStats(topic(), name, options, acknowledged, waiting, holder != null, redelivered, used);
    }

    synchronized boolean expired(Instant now) {
        return holder == null && used.plus(options.expiry()).isBefore(now);
    }

    void delete() {
        Consumer<Ending> before;
        synchronized (this) {
            deleted = true;
            before = holder;
            holder = null;
        }
        if (before != null) {
            before.accept(Ending.DELETED);
        }
    }
}
