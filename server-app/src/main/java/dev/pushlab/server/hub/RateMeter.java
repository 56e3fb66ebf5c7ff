package dev.pushlab.server.hub;

/** Counts per second over the last full seconds. Not safe for use by several threads. */
final class RateMeter {
    private static final int SECONDS = 5;

    private final long[] counts = new long[SECONDS + 1];
    private long second = Long.MIN_VALUE;

    /** @param nanos a reading of {@link System#nanoTime()} */
    void count(long nanos) {
        advance(nanos);
        counts[slot(second)]++;
    }

    /** Events per second over the last five seconds that have passed entirely. */
    double perSecond(long nanos) {
        advance(nanos);
        long sum = 0;
        for (int back = 1; back <= SECONDS; back++) {
            sum += counts[slot(second - back)];
        }
        return (double) sum / SECONDS;
    }

    private void advance(long nanos) {
        long now = Math.floorDiv(nanos, 1_000_000_000L);
        if (second == Long.MIN_VALUE) {
            second = now;
        }
        for (int step = 0; second < now && step < counts.length; step++) {
            counts[slot(++second)] = 0;
        }
        second = Math.max(second, now);
    }

    private int slot(long ofSecond) {
        return (int) Math.floorMod(ofSecond, (long) counts.length);
    }
}
