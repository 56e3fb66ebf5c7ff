package dev.pushlab.server.hub;

import java.time.Duration;
import java.util.Optional;

/**
 * How much history a topic keeps: what exceeds any of the bounds goes, oldest first, but the newest event stays however
 * large it is.
 *
 * @param events 1 to {@link #MAX_EVENTS}
 * @param bytes data and names counted, and 160 for each event; 1 to {@link #MAX_BYTES}
 * @param age since the event was accepted, {@link #MIN_AGE} to {@link #MAX_AGE}; empty: any. Of a topic with this bound
 *     the newest event goes too.
 */
public record Retention(int events, long bytes, Optional<Duration> age) {
    public static final int MAX_EVENTS = 1_000_000;
    /** All that is kept is kept in memory, too: 64 MiB. */
    public static final long MAX_BYTES = 64L << 20;

    public static final Duration MIN_AGE = Duration.ofSeconds(1);
    public static final Duration MAX_AGE = Duration.ofDays(3650);

    public Retention {
        if (events < 1 || bytes < 1) {
            throw new IllegalArgumentException("a bound below 1");
        }
        if (age.isPresent() && (age.get().compareTo(MIN_AGE) < 0 || age.get().compareTo(MAX_AGE) > 0)) {
            throw new IllegalArgumentException("an age outside of " + MIN_AGE + " to " + MAX_AGE);
        }
    }
}
