package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing that was to be reached.
 *
 * @param subject the id of the target it is about
 * @param reference what the figure is divided by
 * @param atLeast whether more is better
 * @param bound of the ratio, or of the figure itself
 */
public record Goal(String subject, Cell cell, Metric metric, Reference reference, boolean atLeast, double bound) {
    /** What a figure is compared with. */
    public sealed interface Reference {
        /** In {@link Goal#key}: {@code [a-z0-9-]+}. */
        String id();

        /** Nothing: the bound is one of the figure itself. */
        record Itself() implements Reference {
            @Override
            public String id() {
                return "itself";
            }
        }

        /** The target of a family, of several the one with the subject's protocol. */
        record Family(String id) implements Reference {}

        /** The same target in another situation. */
        record Situation(Cell cell) implements Reference {
            @Override
            public String id() {
                return cell.id();
            }
        }
    }

    /** What a goal came to. */
    public enum Verdict {
        MET,
        MISSED,
        NOT_MEASURED
    }

    /** @param figure the ratio or figure; empty if one of what it is made of was not measured */
    public record Outcome(Goal goal, OptionalDouble figure, Verdict verdict) {}

    /** Stable: {@code subject.cell.metric.reference}. */
    public String key() {
        return String.join(".", subject, cell.id(), metric.id(), reference.id());
    }

    /** Compares what was measured. */
    public Outcome outcome(Results results, List<? extends Target> targets) {
        OptionalDouble own = results.median(subject, cell, metric);
        OptionalDouble figure;
        if (reference instanceof Reference.Family) {
            figure = ratio(
                    own,
                    counterpart(targets)
                            .map(it -> results.median(it.id(), cell, metric))
                            .orElse(OptionalDouble.empty()));
        } else if (reference instanceof Reference.Situation situation) {
            figure = ratio(own, results.median(subject, situation.cell(), metric));
        } else {
            figure = own;
        }
        if (figure.isEmpty()) {
            return new Outcome(this, figure, Verdict.NOT_MEASURED);
        }
        boolean met = atLeast ? figure.getAsDouble() >= bound : figure.getAsDouble() <= bound;
        return new Outcome(this, figure, met ? Verdict.MET : Verdict.MISSED);
    }

    /** Of several targets of a family the one with the same protocol: WebSocket with WebSocket, SSE with SSE. */
    Optional<Target> counterpart(List<? extends Target> targets) {
        String protocol = subject.substring(subject.lastIndexOf('-'));
        List<Target> candidates = targets.stream()
                .<Target>map(it -> it)
                .filter(it -> reference instanceof Reference.Family family
                        && it.family().equals(family.id()))
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
