package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import java.util.List;
import java.util.Optional;

/**
 * A cursor in the history of a topic. One thread at a time may move it ({@link #poll}, {@link #seek}); the other
 * methods are for any thread.
 */
public final class Subscription implements AutoCloseable {
    private final TopicLog log;
    private final Subscriber subscriber;
    private final boolean counted;
    private final boolean recovered;
    private volatile Optional<EventId> lostAfter;
    private volatile Gap.Reason lostFor = Gap.Reason.LOST;
    private volatile long offset;
    private volatile boolean closed;

    Subscription(TopicLog log, Subscriber subscriber, boolean counted, TopicLog.Start start) {
        this.log = log;
        this.subscriber = subscriber;
        this.counted = counted;
        this.offset = start.offset();
        this.recovered = start.lostAfter().isEmpty();
        this.lostAfter = start.lostAfter();
    }

    public Topic topic() {
        return log.topic();
    }

    /** Stands for the topic in the binary protocol: at least 1, the same as long as anybody follows the topic. */
    public int topicNumber() {
        return log.number();
    }

    /** The event that was polled last, or the position at which delivery starts. */
    public EventId position() {
        return new EventId(log.epoch(), offset);
    }

    /** False if the subscriber asked for events that are lost; the first poll brings the {@link Gap} in that case. */
    public boolean recovered() {
        return recovered;
    }

    /**
     * From now on wakes the subscriber, at once if there is something already. A subscription that is never started is
     * a mere cursor: it can be polled.
     */
    public void start() {
        log.attach(this);
        if (behind()) {
            subscriber.ready();
        }
    }

    /**
     * Takes what is behind the cursor and moves the cursor past it.
     *
     * @param maxEvents 0 asks only whether there is a gap
     * @param maxBytes of data; one event comes even if it alone is more than that
     * @return empty if there is nothing
     */
    public Batch poll(int maxEvents, long maxBytes) {
        if (closed) {
            return Batch.EMPTY;
        }
        TopicLog.Slice slice = log.read(offset, maxEvents, maxBytes);
        Optional<Gap> gap = Optional.empty();
        if (lostAfter.isPresent()) {
            // What fell out of the history since this cursor was made is part of the same gap.
            gap = Optional.of(new Gap(
                    log.topic(), lostAfter, id(slice.after()), slice.after() == offset ? lostFor : Gap.Reason.LOST));
            lostFor = Gap.Reason.LOST;
            lostAfter = Optional.empty();
        } else if (slice.after() != offset) {
            gap = Optional.of(new Gap(log.topic(), Optional.of(id(offset)), id(slice.after())));
        }
        List<Event> events = slice.events();
        offset = slice.after() + events.size();
        if (counted) {
            delivered(events.size());
        }
        return gap.isEmpty() && events.isEmpty() ? Batch.EMPTY : new Batch(gap, events);
    }

    /** The bytes of data that such a poll would bring. */
    public long pendingBytes(int maxEvents, long maxBytes) {
        return log.read(offset, maxEvents, maxBytes).events().stream()
                .mapToLong(event -> event.payload().size())
                .sum();
    }

    /** Counts events that subscribers of this topic were given otherwise than by a poll of their own subscriptions. */
    public void delivered(long number) {
        if (number > 0) {
            log.delivered().add(number);
        }
    }

    /** Puts the cursor where another one of the same topic stands: what lies between was delivered by other means. */
    public void seek(EventId position) {
        if (position.epoch() != log.epoch()) {
            throw new IllegalArgumentException(position + " is of another epoch than " + log.epoch());
        }
        offset = position.offset();
        lostAfter = Optional.empty();
        lostFor = Gap.Reason.LOST;
    }

    /** Passes over events up to an offset: the next poll brings a gap in their place. Not back. */
    public void skip(long to, Gap.Reason reason) {
        if (to > offset) {
            if (lostAfter.isEmpty()) {
                lostAfter = Optional.of(position());
                lostFor = reason;
            }
            offset = to;
        }
    }

    /** Whether the next poll brings a gap at any rate. */
    public boolean gapPending() {
        return lostAfter.isPresent();
    }

    /** Whether events behind the cursor are not kept any more. */
    public boolean overrun() {
        return lostUpTo() > offset;
    }

    /** The offset before the oldest event that is kept. */
    public long lostUpTo() {
        return log.firstOffset() - 1;
    }

    /** How the topic is to treat those who lag behind, at present. */
    public SlowConsumer slowConsumer() {
        return log.settings().slow();
    }

    public SlowCounts slowCounts() {
        return log.slow();
    }

    /** Whether a poll would bring something. */
    public boolean behind() {
        return !closed && (lostAfter.isPresent() || log.lastOffset() > offset);
    }

    /** No wake-ups and no events any more. */
    @Override
    public void close() {
        if (log.detach(this)) {
            closed = true;
        }
    }

    boolean counted() {
        return counted;
    }

    boolean closed() {
        return closed;
    }

    void wake() {
        subscriber.ready();
    }

    private EventId id(long at) {
        return new EventId(log.epoch(), at);
    }
}
