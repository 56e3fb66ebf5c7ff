package dev.pushlab.server.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Warm-up, measurement, and an end at which everything must have arrived. The last message of every topic is one that is
 * not measured: behind it a second copy of the last measured one could not hide.
 */
abstract class Run {
    final LoadGenerator generator;
    final CompletableFuture<Window> result = new CompletableFuture<>();
    private final Duration warmUp;
    private final Duration measured;
    private Window.Mark begin;
    private Window window;
    private boolean last;

    Run(LoadGenerator generator, Duration warmUp, Duration measured) {
        this.generator = generator;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** Publishes the first messages. */
    abstract void begin();

    /** A message is answered while the run goes on. */
    abstract void next();

    /** A delivery of a message with this stamp. */
    abstract void delivered(long stamp);

    void start() {
        begin();
        generator.flush();
        after(warmUp, () -> begin = generator.mark());
        after(warmUp.plus(measured), () -> {
            window = begin.until(generator.mark());
            finish();
        });
    }

    void answered() {
        if (window == null) {
            next();
        } else {
            finish();
        }
    }

    /** Until the mark at the end of the measurement. */
    final boolean isOn() {
        return window == null && !result.isDone();
    }

    private void finish() {
        if (generator.outstanding() > 0) {
            return;
        }
        if (last) {
            result.complete(window);
            return;
        }
        last = true;
        for (int topic = 0; topic < generator.topics(); topic++) {
            generator.publish(Long.MIN_VALUE);
        }
        generator.flush();
    }

    final void after(Duration delay, Runnable action) {
        generator.loop().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
