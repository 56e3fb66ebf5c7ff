package dev.pushlab.server.technique.websocket.broken;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Whether the teaching address looks at {@code Origin}. It does, but for some minutes after it was switched off. */
final class OriginCheck {
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final LongSupplier nanos;
    /** Until when it is off; 0 if it is on. */
    private final AtomicLong until = new AtomicLong();

    /** @param nanos a clock for differences */
    OriginCheck(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void on(boolean on) {
        // A clock for differences may well show 0.
        until.set(on ? 0 : nanos.getAsLong() + LONGEST.toNanos() | 1);
    }

    /** How long it is still off; zero if it is on. */
    Duration offFor() {
        long end = until.get();
        long left = end == 0 ? 0 : end - nanos.getAsLong();
        return Duration.ofNanos(Math.max(0, left));
    }
}
