package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Subscription;
import java.util.HashMap;
import java.util.Map;

/**
 * For each event of a stretch of a topic's history, the next one of the same kind. Made from the history bit by bit, once
 * for all slow subscribers of an event loop, so that data is looked into once per event and not once per subscriber.
 * Occupies 8 bytes for each event that is kept, and the names of the kinds.
 */
final class ConflationIndex {
    private static final int INITIAL = 256;

    private final Subscription reader;
    private final Map<String, Long> newest = new HashMap<>();
    private ConflationKey key = new ConflationKey(null);
    /** Offsets of the next ones by offset modulo length; 0 if there is none yet. */
    private long[] next = new long[INITIAL];
    /** The stretch: those after {@code from} up to {@code to}. */
    private long from;

    private long to;
    private long swept;

    /** @param reader a cursor that nothing else moves; closed by whoever made it */
    ConflationIndex(Subscription reader) {
        this.reader = reader;
    }

    /** Has the stretch begin after this offset or earlier, and end later than it did, if there are events. */
    void extend(long after, ConflationKey wanted) {
        if (newest.isEmpty() || after < from || !key.equals(wanted)) {
            clear();
            key = wanted;
            reader.seek(new EventId(reader.position().epoch(), after));
            from = after;
            to = after;
            swept = after;
        }
        Batch batch = reader.poll(Fanout.ROUND_EVENTS, Fanout.ROUND_BYTES);
        batch.gap().ifPresent(gap -> {
            // The history has overrun this reader.
            newest.clear();
            from = gap.resumed().offset();
            to = from;
            swept = from;
        });
        batch.events().forEach(this::add);
        dropUpTo(reader.lostUpTo());
    }

    /** The newest offset it knows of. */
    long to() {
        return to;
    }

    /** Whether there is a newer event of the same kind up to the horizon. */
    boolean superseded(long offset, long horizon) {
        if (offset <= from || offset > to) {
            return false;
        }
        long other = next[slot(offset)];
        return other != 0 && other <= horizon;
    }

    void clear() {
        newest.clear();
        next = new long[INITIAL];
    }

    /** Forgets what is not kept any more. */
    private void dropUpTo(long offset) {
        from = Math.max(from, Math.min(offset, to));
        if (from - swept > to - from) {
            swept = from;
            newest.values().removeIf(known -> known <= from);
        }
    }

    private void add(Event event) {
        to = event.id().offset();
        if (to - from > next.length) {
            grow();
        }
        next[slot(to)] = 0;
        Long before = newest.put(key.of(event), to);
        if (before != null && before > from) {
            next[slot(before)] = to;
        }
    }

    private void grow() {
        long[] larger = new long[next.length * 2];
        for (long offset = from + 1; offset < to; offset++) {
            larger[(int) (offset % larger.length)] = next[slot(offset)];
        }
        next = larger;
    }

    private int slot(long offset) {
        return (int) (offset % next.length);
    }
}
