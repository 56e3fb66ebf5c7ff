package dev.pushlab.client.connection;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: exponential back-off with full jitter. The n-th wait is drawn evenly from
 * {@code [least, min(longest, first * 2^(n-1))]}, so that many clients which lost the same server do not all come back
 * at the same moment (M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 *
 * <p>Not thread-safe: belongs to one event loop.
 */
final class Backoff {
    /** No wait is shorter than this: a server that accepts and closes at once must not be hammered. */
    static final Duration FLOOR = Duration.ofMillis(50);

    private final Duration least;
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private int attempts;

    /**
     * @param first the upper bound of the first wait
     * @param longest the upper bound of every wait
     */
    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this(FLOOR, first, longest, random);
    }

    /**
     * @param least the lower bound of every wait, at least {@link #FLOOR}
     * @param first the upper bound of the first wait
     * @param longest the upper bound of every wait
     */
    Backoff(Duration least, Duration first, Duration longest, RandomGenerator random) {
        if (least.compareTo(FLOOR) < 0 || first.compareTo(least) < 0 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("bounds of the wait: " + least + ", " + first + " to " + longest);
        }
        this.least = least;
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** Counts one more failure and draws the wait after it. */
    Duration next() {
        long bound = first.toMillis();
        for (int i = 0; i < attempts && bound < longest.toMillis(); i++) {
            bound *= 2;
        }
        attempts++;
        bound = Math.min(bound, longest.toMillis());
        return Duration.ofMillis(random.nextLong(least.toMillis(), bound + 1));
    }

    /** Failures counted since the last {@link #reset}. */
    int attempts() {
        return attempts;
    }

    /** To be called when a connection has proved itself: the next wait is short again. */
    void reset() {
        attempts = 0;
    }
}
