package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.report.Goal.Reference;
import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import java.util.List;
import java.util.stream.Stream;

/** What this server was to reach, from docs/performance.md. */
public final class Goals {
    private static final String WEBSOCKET = "pushlab-websocket";
    private static final String SSE = "pushlab-sse";
    private static final String BINARY = "pushlab-binary";

    private static final Cell ONE_IN_FLIGHT = Cell.fanOut(1_000, 1);
    private static final Cell SOME_IN_FLIGHT = Cell.fanOut(1_000, 32);
    private static final Cell MANY_IN_FLIGHT = Cell.fanOut(1_000, 256);
    private static final Cell CROWD = Cell.fanOut(10_000, 8);
    private static final Cell CALM = Cell.latency(1_000, 10);
    private static final Cell BUSY = Cell.latency(1_000, 200);
    private static final Cell NONE_STALLED = Cell.stalled(1_000, 100, 0);
    private static final Cell ONE_STALLED = Cell.stalled(1_000, 100, 1);
    private static final Cell IDLE = Cell.idle(10_000);

    /** By so much two measurements of the same may differ. */
    private static final double STALL_TOLERANCE = 1.2;

    private Goals() {}

    public static List<Goal> all() {
        return Stream.of(of(WEBSOCKET), of(SSE), Stream.of(bytesOnTheWire(BINARY, 140)))
                .flatMap(it -> it)
                .toList();
    }

    private static Stream<Goal> of(String subject) {
        return Stream.of(
                throughput(subject, SOME_IN_FLIGHT, "nchan", 12),
                throughput(subject, SOME_IN_FLIGHT, "mosquitto", 25),
                throughput(subject, SOME_IN_FLIGHT, "redis", 1.3),
                throughput(subject, SOME_IN_FLIGHT, "nats", 1),
                throughput(subject, SOME_IN_FLIGHT, "c-batch", 0.9),
                throughput(subject, MANY_IN_FLIGHT, "nchan", 80),
                throughput(subject, CROWD, "nchan", 8),
                throughput(subject, CROWD, "mosquitto", 25),
                throughput(subject, ONE_IN_FLIGHT, "nchan", 1.5),
                throughput(subject, ONE_IN_FLIGHT, "c-message", 0.85),
                atMost(subject, CALM, Metric.P99_MILLIS, "nchan", 0.65),
                atMost(subject, BUSY, Metric.P99_MILLIS, "nchan", 0.05),
                atMost(subject, IDLE, Metric.RESIDENT_BYTES, "nchan", 0.3),
                new Goal(
                        subject,
                        ONE_STALLED,
                        Metric.P99_MILLIS,
                        new Reference.Situation(NONE_STALLED),
                        false,
                        STALL_TOLERANCE),
                // Beyond the goal proper.
                atMost(subject, IDLE, Metric.RESIDENT_BYTES, "mosquitto", 1),
                atMost(subject, IDLE, Metric.CONNECT_MICROS, "nchan", 1),
                bytesOnTheWire(subject, subject.equals(SSE) ? 145 : 132));
    }

    private static Goal throughput(String subject, Cell cell, String family, double bound) {
        return new Goal(subject, cell, Metric.DELIVERIES, new Reference.Family(family), true, bound);
    }

    private static Goal atMost(String subject, Cell cell, Metric metric, String family, double bound) {
        return new Goal(subject, cell, metric, new Reference.Family(family), false, bound);
    }

    private static Goal bytesOnTheWire(String subject, double bound) {
        return new Goal(subject, SOME_IN_FLIGHT, Metric.WIRE_BYTES, new Reference.Itself(), false, bound);
    }
}
