package dev.pushlab.server.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many units a second on the average, and as many at once as accumulate in {@code burstSeconds}. Not
 * thread-safe.
 */
public final class RateLimit {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double capacity;
    private final LongSupplier nanoTime;
    private double level;
    private long last;

    /** @param nanoTime as {@link System#nanoTime()} */
    public RateLimit(double perSecond, double burstSeconds, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.capacity = perSecond * burstSeconds;
        this.nanoTime = nanoTime;
        this.level = capacity;
        this.last = nanoTime.getAsLong();
    }

    /** Whether so many units may be taken now. */
    public boolean allows(long units) {
        fill();
        return level >= units;
    }

    /** Takes units that {@link #allows} has granted. */
    public void take(long units) {
        level -= units;
    }

    /** How long it takes until so many units may be taken, if nobody takes any. */
    Duration until(long units) {
        fill();
        return Duration.ofNanos((long) Math.ceil(Math.max(0, units - level) / perSecond * NANOS));
    }

    /** Whether it is as if nothing had ever been taken. */
    boolean isFull() {
        fill();
        return level >= capacity;
    }

    private void fill() {
        long now = nanoTime.getAsLong();
        level = Math.min(capacity, level + (now - last) / NANOS * perSecond);
        last = now;
    }
}
