package dev.pushlab.server.bench.micro;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long each benchmark is measured. */
public enum MicroExtent {
    /** Enough to see that something has become twice as slow. */
    QUICK(1, 2, 3, 200),
    USUAL(1, 3, 5, 500),
    /** Enough to compare to the percent. */
    FULL(3, 5, 5, 1_000),
    /** Once, in this process: whether it works at all. */
    ONCE(0, 0, 1, 0);

    private final int forks;
    private final int warmups;
    private final int iterations;
    private final int millis;

    MicroExtent(int forks, int warmups, int iterations, int millis) {
        this.forks = forks;
        this.warmups = warmups;
        this.iterations = iterations;
        this.millis = millis;
    }

    void applyTo(ChainedOptionsBuilder options) {
        options.mode(this == ONCE ? Mode.SingleShotTime : Mode.AverageTime)
                .forks(forks)
                .warmupIterations(warmups)
                .measurementIterations(iterations);
        if (this != ONCE) {
            options.shouldDoGC(true)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementTime(TimeValue.milliseconds(millis));
        }
    }
}
