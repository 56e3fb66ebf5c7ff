package dev.pushlab.server.fanout;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes that wait in the queue of a connection and are shared with no other. As long as there are too many,
 * those that lag get nothing more and wait: event loops for their turn, and on each of them its members in the order in
 * which they came. For all event loops.
 */
final class PinnedBytes {
    /** While others wait for their turn, a connection is closed that takes nothing for as long as this. */
    static final int TURN_SECONDS = 10;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    /** Event loops with somebody who waits, each once; the first is the one whose turn it is. */
    private final Queue<LoopFanout> waiting = new ConcurrentLinkedQueue<>();

    /** @param limit in bytes; at least 1 */
    PinnedBytes(long limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return bytes.get() >= limit;
    }

    /** Whether somebody who wants to pin more has to wait: there is no room, or others wait already. */
    boolean mustWait() {
        return isFull() || isContended();
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
            wakeFirst();
        }
    }

    /** Has the loop have a round when there is room and it is its turn. It must not be waiting. */
    void await(LoopFanout loop) {
        waiting.add(loop);
        if (!isFull()) {
            // There was room before anybody could know that this one waits for it.
            wakeFirst();
        }
    }

    /** Whether it is the turn of this loop, and there is room. */
    boolean isTurnOf(LoopFanout loop) {
        return !isFull() && waiting.peek() == loop;
    }

    /** The loop has had its turn, or nobody there waits any more. */
    void next(LoopFanout loop, boolean again) {
        waiting.remove(loop);
        if (again) {
            waiting.add(loop);
        }
        if (!isFull()) {
            wakeFirst();
        }
    }

    private void wakeFirst() {
        LoopFanout first = waiting.peek();
        if (first != null) {
            first.schedule();
        }
    }

    /** Whether somebody waits. */
    boolean isContended() {
        return !waiting.isEmpty();
    }
}
