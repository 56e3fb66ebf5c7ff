package dev.pushlab.server.bench.load;

/**
 * What was counted between two moments.
 *
 * @param seconds between them
 * @param deliveries messages that arrived at subscribers, verified
 * @param bytes that subscribers received, with all framing
 * @param serverMicros CPU time of the server under test; NaN where it cannot be read
 * @param generatorMicros CPU time of the generator; NaN where it cannot be read
 */
public record Window(double seconds, long deliveries, long bytes, double serverMicros, double generatorMicros) {
    public double deliveriesPerSecond() {
        return deliveries / seconds;
    }

    public double bytesPerDelivery() {
        return (double) bytes / deliveries;
    }

    public double serverMicrosPerDelivery() {
        return serverMicros / deliveries;
    }

    public double generatorMicrosPerDelivery() {
        return generatorMicros / deliveries;
    }

    /** The counters at one moment; a window lies between two of them. */
    record Mark(long nanos, long deliveries, long bytes, double serverMicros, double generatorMicros) {
        Window until(Mark end) {
            return new Window(
                    (end.nanos - nanos) / 1e9,
                    end.deliveries - deliveries,
                    end.bytes - bytes,
                    end.serverMicros - serverMicros,
                    end.generatorMicros - generatorMicros);
        }
    }
}
