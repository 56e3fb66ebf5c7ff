package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Plan;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.Target;
import java.util.List;
import java.util.stream.Collectors;

/** Medians as tables, goals with what they came to, and what was not measured. */
public final class MarkdownReport {
    private final Plan plan;
    private final List<? extends Target> targets;
    private final Results results;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Plan plan, List<? extends Target> targets, Results results) {
        this.plan = plan;
        this.targets = targets;
        this.results = results;
    }

    /** @param loadBefore the load average when it began */
    public static String write(
            Machine machine, String loadBefore, Plan plan, List<? extends Target> targets, Results results) {
        MarkdownReport report = new MarkdownReport(plan, targets, results);
        report.head(machine, loadBefore);
        report.table(
                "Fan-out",
                Cell.Group.FAN_OUT,
                "deliveries/s (server CPU, µs per delivery)",
                Metric.DELIVERIES,
                Metric.SERVER_MICROS);
        report.table("Latency", Cell.Group.LATENCY, "ms: p50 (p99)", Metric.P50_MILLIS, Metric.P99_MILLIS);
        report.table(
                "Idle connections",
                Cell.Group.IDLE,
                "bytes of server memory (server CPU for connection, handshake and reset, µs)",
                Metric.RESIDENT_BYTES,
                Metric.CONNECT_MICROS);
        report.table(
                "On the wire",
                Cell.Group.FAN_OUT,
                "bytes per delivery of 128 bytes (generator CPU, µs per delivery)",
                Metric.WIRE_BYTES,
                Metric.GENERATOR_MICROS);
        String growth = "deliveries/s (server CPU, µs per delivery)";
        report.table(
                "Growth with subscribers: 128 bytes, 8 in flight",
                Cell.Group.BY_SUBSCRIBERS,
                growth,
                Metric.DELIVERIES,
                Metric.SERVER_MICROS);
        report.table(
                "Growth with size: 100 subscribers, 8 in flight",
                Cell.Group.BY_BYTES,
                growth,
                Metric.DELIVERIES,
                Metric.SERVER_MICROS);
        report.table(
                "Growth with topics: 1,000 subscribers, 32 in flight",
                Cell.Group.BY_TOPICS,
                growth,
                Metric.DELIVERIES,
                Metric.SERVER_MICROS);
        report.goals();
        report.notes();
        return report.out.toString();
    }

    private void head(Machine machine, String loadBefore) {
        line("# Pushlab bench");
        line("");
        line("Rounds: " + plan.rounds() + ", server after server; medians of them. Measurements of "
                + plan.measured().toMillis() / 1000.0 + " s; every delivery verified.");
        line("");
        line("- Machine: " + machine.processors() + " × " + machine.processor() + ", " + machine.memory());
        line("- System: " + machine.system() + "; load average " + loadBefore + " before, " + Machine.loadAverage()
                + " after");
        line("- JDK: " + machine.jdk());
        targets.forEach(it -> line("- " + it.label() + ": " + it.version().orElse("?")));
    }

    private void table(String title, Cell.Group group, String what, Metric first, Metric second) {
        List<Cell> cells =
                plan.cells().stream().filter(it -> it.group() == group).toList();
        if (cells.isEmpty()) {
            return;
        }
        line("");
        line("## " + title);
        line("");
        row(what, cells.stream().map(Cell::title).toList());
        row("---", cells.stream().map(it -> "---:").toList());
        for (Target target : targets) {
            row(
                    target.label(),
                    cells.stream()
                            .map(cell -> Figures.of(results.median(target.id(), cell, first)) + " ("
                                    + Figures.of(results.median(target.id(), cell, second)) + ")")
                            .toList());
        }
    }

    private void goals() {
        line("");
        line("## Goals");
        line("");
        row("goal", List.of("wanted", "measured", ""));
        row("---", List.of("---:", "---:", "---"));
        for (Goal goal : Goal.all()) {
            Goal.Outcome outcome = goal.outcome(results, targets);
            String subject = targets.stream()
                    .filter(it -> it.id().equals(goal.subject()))
                    .map(Target::label)
                    .collect(Collectors.joining());
            String other = goal.counterpart(targets)
                    .map(Target::label)
                    .or(goal::family)
                    .map(it -> " : " + it)
                    .orElse("");
            row(
                    subject + other + ", " + goal.cell().title() + ", "
                            + goal.metric().title(),
                    List.of(
                            (goal.atLeast() ? "≥ " : "≤ ") + Figures.of(goal.bound()),
                            Figures.of(outcome.figure()),
                            switch (outcome.verdict()) {
                                case MET -> "met";
                                case MISSED -> "**missed**";
                                case NOT_MEASURED -> "not measured";
                            }));
        }
    }

    private void notes() {
        if (!results.notes().isEmpty()) {
            line("");
            line("## Not measured");
            line("");
            results.notes().forEach(it -> line("- " + it));
        }
    }

    private void row(String first, List<String> others) {
        line("| " + first + " | " + String.join(" | ", others) + " |");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
