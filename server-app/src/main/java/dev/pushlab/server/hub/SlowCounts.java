package dev.pushlab.server.hub;

import java.util.concurrent.atomic.LongAdder;

/** Counts what slow subscribers of a topic miss; from any thread. */
public final class SlowCounts {
    public final LongAdder fellBehind = new LongAdder();
    public final LongAdder dropped = new LongAdder();
    public final LongAdder conflated = new LongAdder();
    public final LongAdder disconnected = new LongAdder();

    SlowStats stats() {
        return new SlowStats(fellBehind.sum(), dropped.sum(), conflated.sum(), disconnected.sum());
    }
}
