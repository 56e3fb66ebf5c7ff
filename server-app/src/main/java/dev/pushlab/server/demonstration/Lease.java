package dev.pushlab.server.demonstration;

import dev.pushlab.server.net.EventLoops;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends what a page has started when the page does not look at it any more, and after a while in any case: a page that is
 * left may not be able to say so. Safe for use by any thread.
 */
public final class Lease implements AutoCloseable {
    private static final long CHECK_MILLIS = 250;

    private final long idleNanos;
    private final long endsAt;
    private final Runnable end;
    private final Future<?> checking;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long renewedAt = System.nanoTime();

    /**
     * @param idle so long without {@link #renew}
     * @param longest so long at all
     * @param end called once, on an event loop or by {@link #close}; must not block
     */
    public Lease(EventLoops loops, Duration idle, Duration longest, Runnable end) {
        this.idleNanos = idle.toNanos();
        this.endsAt = renewedAt + longest.toNanos();
        this.end = end;
        this.checking = loops.workers()
                .next()
                .scheduleWithFixedDelay(this::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Somebody is looking. */
    public void renew() {
        renewedAt = System.nanoTime();
    }

    /** How long it may still go on. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, endsAt - System.nanoTime()));
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            checking.cancel(false);
            end.run();
        }
    }

    private void check() {
        long now = System.nanoTime();
        if (now - renewedAt > idleNanos || now - endsAt > 0) {
            close();
        }
    }
}
