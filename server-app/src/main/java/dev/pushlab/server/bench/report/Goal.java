package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What this server wants to reach.
 *
 * @param family of the targets to compare with; empty for a bound on the figure itself
 * @param subject the id of the target it is about
 * @param atLeast whether more is better
 * @param bound of the ratio to the other target, or of the figure itself
 */
public record Goal(String subject, Cell cell, Metric metric, Optional<String> family, boolean atLeast, double bound) {
    private static final String WEBSOCKET = "pushlab-websocket";
    private static final String SSE = "pushlab-sse";

    /** What a goal came to. */
    public enum Verdict {
        MET,
        MISSED,
        NOT_MEASURED
    }

    /** @param figure the ratio or figure; empty if one of what it is made of was not measured */
    public record Outcome(Goal goal, OptionalDouble figure, Verdict verdict) {}

    /** Issue 3, section 1. */
    public static List<Goal> all() {
        Cell one = Cell.fanOut(1_000, 1);
        Cell some = Cell.fanOut(1_000, 32);
        Cell many = Cell.fanOut(1_000, 256);
        Cell crowd = Cell.fanOut(10_000, 8);
        Cell calm = Cell.latency(1_000, 10);
        Cell busy = Cell.latency(1_000, 200);
        Cell idle = Cell.idle(10_000);
        return List.of(WEBSOCKET, SSE).stream()
                .flatMap(subject -> List.of(
                        least(subject, some, "nchan", 12),
                        least(subject, some, "mosquitto", 25),
                        least(subject, some, "redis", 1.3),
                        least(subject, many, "nchan", 80),
                        least(subject, crowd, "nchan", 8),
                        least(subject, crowd, "mosquitto", 25),
                        least(subject, one, "nchan", 1.5),
                        most(subject, calm, Metric.P99_MILLIS, 0.65),
                        most(subject, busy, Metric.P99_MILLIS, 0.05),
                        most(subject, idle, Metric.RESIDENT_BYTES, 0.3),
                        most(subject, idle, Metric.CONNECT_MICROS, 1),
                        new Goal(
                                subject,
                                some,
                                Metric.WIRE_BYTES,
                                Optional.empty(),
                                false,
                                subject.equals(SSE) ? 145 : 132))
                        .stream())
                .toList();
    }

    private static Goal least(String subject, Cell cell, String family, double bound) {
        return new Goal(subject, cell, Metric.DELIVERIES, Optional.of(family), true, bound);
    }

    private static Goal most(String subject, Cell cell, Metric metric, double bound) {
        return new Goal(subject, cell, metric, Optional.of("nchan"), false, bound);
    }

    /** Compares what was measured. */
    public Outcome outcome(Results results, List<? extends Target> targets) {
        OptionalDouble own = results.median(subject, cell, metric);
        OptionalDouble figure = family.isEmpty() ? own : ratio(own, other(results, targets));
        if (figure.isEmpty()) {
            return new Outcome(this, figure, Verdict.NOT_MEASURED);
        }
        boolean met = atLeast ? figure.getAsDouble() >= bound : figure.getAsDouble() <= bound;
        return new Outcome(this, figure, met ? Verdict.MET : Verdict.MISSED);
    }

    private OptionalDouble other(Results results, List<? extends Target> targets) {
        return counterpart(targets)
                .map(it -> results.median(it.id(), cell, metric))
                .orElse(OptionalDouble.empty());
    }

    /** Of several targets of a family the one with the same protocol: WebSocket with WebSocket, SSE with SSE. */
    Optional<Target> counterpart(List<? extends Target> targets) {
        String protocol = subject.substring(subject.lastIndexOf('-'));
        List<Target> candidates = targets.stream()
                .<Target>map(it -> it)
                .filter(it -> family.filter(it.family()::equals).isPresent())
                .toList();
        return candidates.stream()
                .filter(it -> it.id().endsWith(protocol))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    /** Empty if one of them was not measured or there is nothing to divide by. */
    static OptionalDouble ratio(OptionalDouble own, OptionalDouble other) {
        return own.isPresent() && other.isPresent() && other.getAsDouble() > 0
                ? OptionalDouble.of(own.getAsDouble() / other.getAsDouble())
                : OptionalDouble.empty();
    }
}
