package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Gap;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.SlowConsumer.Policy;
import dev.pushlab.server.hub.Subscription;
import java.util.ArrayList;
import java.util.List;

/**
 * What those of a group who lag behind are given next, see {@link SlowConsumer}. A queue is what lies between a cursor
 * and the end of the history: it takes no memory. History that a subscriber asked for when it came is not held against
 * it, and whoever never was unwritable gets everything.
 */
final class LagPolicy {
    /** How much data one that lags is given at a time: these bytes are shared with nobody. */
    static final int BYTES = 32 << 10;

    /** How many events are passed over at a time. */
    private static final int SCAN = 1 << 16;

    private final Subscription tail;
    private final ConflationIndex index;
    private int slow;

    /**
     * @param tail whose position the live ones have
     * @param reader a cursor for this object alone
     */
    LagPolicy(Subscription tail, Subscription reader) {
        this.tail = tail;
        this.index = new ConflationIndex(reader);
    }

    /** A member was found unwritable. */
    void fell(Member member, boolean wasLive) {
        if (wasLive) {
            tail.slowCounts().fellBehind.increment();
        }
        if (!member.slow) {
            member.slow = true;
            slow++;
        }
    }

    /** A member is live again, or has gone. */
    void caughtUp(Member member) {
        if (member.slow) {
            member.slow = false;
            if (--slow == 0) {
                index.clear();
            }
        }
    }

    /** Whether a member is to be disconnected. */
    boolean mustEnd(Member member) {
        SlowConsumer wanted = tail.slowConsumer();
        if (!member.slow || wanted.policy() != Policy.DISCONNECT) {
            return false;
        }
        return wanted.queue().map(queue -> behind(member) > queue).orElse(false)
                || member.cursor.position().offset() >= member.owed && member.cursor.overrun();
    }

    /** The next events for a member, not beyond the live ones unless history has overrun them; possibly none. */
    List<Batch> next(Member member) {
        SlowConsumer wanted = tail.slowConsumer();
        Subscription cursor = member.cursor;
        long missing = end() - cursor.position().offset();
        if (member.slow && missing > 0) {
            if (wanted.policy() == Policy.CONFLATE && cursor.position().offset() >= member.owed) {
                return conflated(member, wanted);
            }
            if (wanted.policy() == Policy.DROP_OLDEST
                    && wanted.queue().isPresent()
                    && behind(member) > wanted.queue().get()) {
                long to = end() - wanted.queue().get();
                tail.slowCounts().dropped.add(Math.max(0, to - cursor.position().offset()));
                cursor.skip(to, Gap.Reason.DROPPED);
                missing = end() - cursor.position().offset();
            }
        }
        Batch batch = poll(member, (int) Math.min(missing, Fanout.ROUND_EVENTS));
        return batch.isEmpty() ? List.of() : List.of(batch);
    }

    private List<Batch> conflated(Member member, SlowConsumer wanted) {
        List<Batch> batches = new ArrayList<>();
        Subscription cursor = member.cursor;
        if (cursor.overrun()) {
            batches.add(poll(member, 0));
        }
        long start = cursor.position().offset();
        index.extend(start, new ConflationKey(wanted.conflateBy().orElse(null)));
        long horizon = Math.min(end(), index.to());
        long last = Math.min(horizon, start + SCAN);
        long bytes = 0;
        int events = 0;
        long offset = start;
        while (offset < last && events < Fanout.ROUND_EVENTS && bytes < BYTES) {
            offset++;
            if (index.superseded(offset, horizon)) {
                continue;
            }
            pass(cursor, offset - 1);
            Batch batch = poll(member, 1);
            batches.add(batch);
            events++;
            bytes += batch.events().stream()
                    .mapToInt(event -> event.payload().size())
                    .sum();
            offset = Math.max(offset, cursor.position().offset());
        }
        pass(cursor, offset);
        return batches;
    }

    private void pass(Subscription cursor, long to) {
        long from = cursor.position().offset();
        if (to > from) {
            tail.slowCounts().conflated.add(to - from);
            cursor.skip(to, Gap.Reason.CONFLATED);
        }
    }

    private Batch poll(Member member, int events) {
        long before = member.cursor.position().offset();
        Batch batch = member.cursor.poll(events, BYTES);
        if (member.slow && batch.gap().isPresent()) {
            // What the history has overrun; what was passed over is counted already.
            tail.slowCounts().dropped.add(batch.gap().get().resumed().offset() - before);
        }
        return batch;
    }

    /** By how many events it is behind the live ones, beside what it asked for when it came. */
    private long behind(Member member) {
        return end() - Math.max(member.owed, member.cursor.position().offset());
    }

    private long end() {
        return tail.position().offset();
    }
}
