package dev.pushlab.server.fanout;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that wait in the queue of a connection and are shared with no other. As long as there are too many,
 * those that lag get nothing more and wait, in the order in which they came. For all event loops.
 */
final class PinnedBytes {
    /** While others wait for their turn, a connection is closed that takes nothing for as long as this. */
    static final int TURN_SECONDS = 10;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    private final Set<LoopFanout> waiting = ConcurrentHashMap.newKeySet();

    /** @param limit in bytes; at least 1 */
    PinnedBytes(long limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return bytes.get() >= limit;
    }

    long count() {
        return bytes.get();
    }

    void add(int more) {
        bytes.addAndGet(more);
    }

    void remove(int less) {
        long now = bytes.addAndGet(-less);
        if (now < limit && now + less >= limit) {
            waiting.forEach(LoopFanout::schedule);
        }
    }

    /** Has the loop look again when there is room. */
    void await(LoopFanout loop) {
        if (waiting.add(loop) && !isFull()) {
            // There was room before anybody could know that this one waits for it.
            loop.schedule();
        }
    }

    void awaitNoLonger(LoopFanout loop) {
        waiting.remove(loop);
    }

    /** Whether somebody waits. */
    boolean isContended() {
        return !waiting.isEmpty();
    }
}
