package dev.pushlab.server.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts groups of events that were brought to disk, and how long each took. Safe for use by any thread. */
final class CommitMeter {
    private final long[] within = new long[StorageStats.BOUNDS.size()];
    private long groups;
    private long events;
    private long refused;
    private long nanos;

    /** @param took in nanoseconds, from the beginning of the write to the last acknowledgement */
    synchronized void committed(int number, long took) {
        groups++;
        events += number;
        nanos += took;
        for (int i = 0; i < within.length; i++) {
            if (took <= StorageStats.BOUNDS.get(i) * 1e9) {
                within[i]++;
            }
        }
    }

    synchronized void refused(int number) {
        refused += number;
    }

    synchronized StorageStats stats(StorageStats.State state, long usableBytes, long waitingBytes) {
        List<Long> counts = new ArrayList<>();
        for (long count : within) {
            counts.add(count);
        }
        double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
        return new StorageStats(state, usableBytes, waitingBytes, groups, events, refused, seconds, counts);
    }
}
