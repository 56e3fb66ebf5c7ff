package dev.pushlab.client.connection;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where every connection's events of one topic come together. It lets each event through once and in order, whichever
 * connection brings it first, and puts an explicit {@link Gap} in place of what is lost.
 *
 * <p>Invariant: after each call, every event of the topic up to {@link #last} has been handed out exactly once or lies
 * inside a gap that has been handed out. This holds as long as each connection by itself brings its events in order
 * from a position this intake gave it ({@link #resume}), which the protocol promises; a connection that skips events
 * without saying so is caught, and the hole is reported as a gap.
 *
 * <p>Not thread-safe: belongs to one event loop.
 */
final class EventIntake {
    /** How many ended epochs are remembered, so that late events of theirs are known for what they are. */
    private static final int ENDED_EPOCHS = 16;

    private final Topic topic;
    private final Position from;
    private final Consumer<? super Event> events;
    private final Consumer<? super Gap> gaps;
    private final Set<Long> ended = new LinkedHashSet<>();
    private EventId last;

    /** @param from where the user wants to begin */
    EventIntake(Topic topic, Position from, Consumer<? super Event> events, Consumer<? super Gap> gaps) {
        this.topic = topic;
        this.from = from;
        this.events = events;
        this.gaps = gaps;
        this.last = from.id().orElse(null);
    }

    /** Where the next connection has to begin: after the last event accounted for, or as the user said. */
    Position resume() {
        return last == null ? from : Position.after(last);
    }

    /** The position up to which everything is accounted for; empty until the server has named one. */
    Optional<EventId> last() {
        return Optional.ofNullable(last);
    }

    /**
     * The server has said where delivery begins. From now on there is something to resume after, even if no event has
     * come yet; otherwise what is published while the connection is down would be missed.
     */
    void started(EventId start) {
        if (last == null) {
            last = start;
        }
    }

    /** @return whether the event was new */
    boolean offer(Event event) {
        EventId id = event.id();
        if (isOld(id)) {
            return false;
        }
        EventId before = new EventId(id.epoch(), id.offset() - 1);
        if (last != null && !last.equals(before)) {
            skipTo(before, Gap.Reason.LOST);
        }
        last = id;
        events.accept(event);
        return true;
    }

    /** @return whether the gap was news: false if another connection has brought those events meanwhile */
    boolean offer(Gap gap) {
        if (isOld(gap.resumed())) {
            return false;
        }
        skipTo(gap.resumed(), gap.reason());
        return true;
    }

    private boolean isOld(EventId id) {
        return ended.contains(id.epoch()) || last != null && last.reaches(id);
    }

    private void skipTo(EventId resumed, Gap.Reason reason) {
        Gap gap = new Gap(topic, last(), resumed, reason);
        if (last != null && last.epoch() != resumed.epoch()) {
            end(last.epoch());
        }
        last = resumed;
        gaps.accept(gap);
    }

    private void end(long epoch) {
        ended.add(epoch);
        if (ended.size() > ENDED_EPOCHS) {
            ended.remove(ended.iterator().next());
        }
    }
}
