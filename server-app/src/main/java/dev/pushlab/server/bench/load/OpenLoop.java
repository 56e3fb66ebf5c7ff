package dev.pushlab.server.bench.load;

import java.time.Duration;

/** Messages by the clock, whether or not the earlier ones have arrived. */
final class OpenLoop extends Run {
    private final long interval;
    private final long warmUpNanos;
    private final Histogram latency;
    private long startedAt;
    private long due;

    OpenLoop(LoadGenerator generator, int perSecond, Duration warmUp, Duration measured, Histogram latency) {
        super(generator, warmUp, measured);
        this.interval = 1_000_000_000L / perSecond;
        this.warmUpNanos = warmUp.toNanos();
        this.latency = latency;
    }

    /** Stamps are nanoseconds since this moment. */
    @Override
    void begin() {
        startedAt = System.nanoTime();
        tick();
    }

    private void tick() {
        if (!isOn()) {
            return;
        }
        long now = System.nanoTime() - startedAt;
        for (; due <= now; due += interval) {
            if (!generator.publish(due)) {
                generator.fail(new LoadException(
                        "the server falls back: " + generator.outstanding() + " messages have not arrived everywhere"));
                return;
            }
        }
        generator.flush();
        after(Duration.ofNanos(Math.max(0, due - (System.nanoTime() - startedAt))), this::tick);
    }

    @Override
    void next() {
        // The clock says when.
    }

    @Override
    void delivered(long stamp) {
        if (stamp >= warmUpNanos) {
            latency.record((System.nanoTime() - startedAt - stamp) / 1000);
        }
    }
}
