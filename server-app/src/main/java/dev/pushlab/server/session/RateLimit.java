package dev.pushlab.server.session;

import java.util.function.LongSupplier;

/**
 * A token bucket: so many units a second on the average, and as many at once as accumulate in {@code burstSeconds}. Not
 * thread-safe.
 */
final class RateLimit {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double capacity;
    private final LongSupplier nanoTime;
    private double level;
    private long last;

    /** @param nanoTime as {@link System#nanoTime()} */
    RateLimit(double perSecond, double burstSeconds, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.capacity = perSecond * burstSeconds;
        this.nanoTime = nanoTime;
        this.level = capacity;
        this.last = nanoTime.getAsLong();
    }

    /** Whether so many units may be taken now. */
    boolean allows(long units) {
        long now = nanoTime.getAsLong();
        level = Math.min(capacity, level + (now - last) / NANOS * perSecond);
        last = now;
        return level >= units;
    }

    /** Takes units that {@link #allows} has granted. */
    void take(long units) {
        level -= units;
    }
}
