package dev.pushlab.server.bench.load;

/** Reads how much CPU time a server has used: microseconds, rising; NaN where that cannot be read. */
@FunctionalInterface
public interface CpuClock {
    double micros();
}
