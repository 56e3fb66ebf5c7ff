package dev.pushlab.server.bench.load;

import java.time.Duration;

/** Always the same number of messages in flight. */
final class ClosedLoop extends Run {
    private final int inFlight;

    ClosedLoop(LoadGenerator generator, int inFlight, Duration warmUp, Duration measured) {
        super(generator, warmUp, measured);
        this.inFlight = inFlight;
    }

    @Override
    void begin() {
        next();
    }

    @Override
    void next() {
        while (generator.outstanding() < inFlight && generator.publish(0)) {
            // Until so many are in flight.
        }
    }

    @Override
    void delivered(long stamp) {
        // Only counted.
    }
}
