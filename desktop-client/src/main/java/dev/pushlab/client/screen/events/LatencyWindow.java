package dev.pushlab.client.screen.events;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The latest latencies and their percentiles (nearest rank). Not safe for use by several threads. */
final class LatencyWindow {
    /** How many are looked at. */
    static final int SIZE = 1000;

    private final long[] micros = new long[SIZE];
    private long count;

    void add(Duration latency) {
        micros[(int) (count++ % SIZE)] = latency.toNanos() / 1000;
    }

    void clear() {
        count = 0;
    }

    /**
     * The smallest latency that this share of them does not exceed.
     *
     * @param share above 0, at most 1
     */
    Optional<Duration> percentile(double share) {
        int present = (int) Math.min(count, SIZE);
        if (present == 0) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(micros, present);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * present);
        return Optional.of(Duration.ofNanos(sorted[Math.max(1, rank) - 1] * 1000));
    }
}
