package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.journal.PublishKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The keys under which events of a topic were published lately: for {@link #AGE}, but not more than {@link #KEYS}; beyond
 * that the oldest are forgotten, and publishing under them again gives another event. Guarded by the topic's log.
 */
final class PublishWindow {
    static final Duration AGE = Duration.ofMinutes(10);
    static final int KEYS = 10_000;

    private final Map<Name, Known> known = new LinkedHashMap<>();

    private record Name(long high, long low) {
        static Name of(PublishKey key) {
            return new Name(key.high(), key.low());
        }
    }

    /** @param id completes when the event is published; fails as publishing it did */
    private record Known(PublishKey key, Instant since, CompletableFuture<EventId> id) {}

    /**
     * What was or is being published under this key already; null if nothing. In that case the key is taken from now on.
     *
     * @param id of the event that will be published if the key was not taken
     * @throws KeyReusedException if it was another event
     */
    CompletableFuture<EventId> take(PublishKey key, CompletableFuture<EventId> id, Instant now) {
        forgetOld(now);
        Known earlier = known.get(Name.of(key));
        if (earlier == null) {
            known.put(Name.of(key), new Known(key, now, id));
            return null;
        }
        if (earlier.key.content() != key.content()) {
            throw new KeyReusedException();
        }
        return earlier.id;
    }

    /** The event was not published: the key is free again. */
    void release(PublishKey key, CompletableFuture<EventId> id) {
        known.computeIfPresent(Name.of(key), (name, holder) -> holder.id == id ? null : holder);
    }

    /** Takes up the key of an event of a run before; in the order in which they were published. */
    void restore(PublishKey key, EventId id, Instant time) {
        forgetOld(time);
        known.put(Name.of(key), new Known(key, time, CompletableFuture.completedFuture(id)));
    }

    /** The keys of events that have been published, by offset. */
    Map<Long, PublishKey> byOffset() {
        Map<Long, PublishKey> keys = new HashMap<>();
        for (Known each : known.values()) {
            if (each.id.isDone() && !each.id.isCompletedExceptionally()) {
                keys.put(each.id.join().offset(), each.key);
            }
        }
        return keys;
    }

    private void forgetOld(Instant now) {
        Instant oldest = now.minus(AGE);
        for (Iterator<Known> each = known.values().iterator(); each.hasNext(); ) {
            if (!each.next().since.isBefore(oldest) && known.size() < KEYS) {
                return;
            }
            each.remove();
        }
    }
}
