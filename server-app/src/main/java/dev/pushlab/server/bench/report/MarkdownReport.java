package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Plan;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Medians as tables, goals with what they came to, and what was not measured. */
public final class MarkdownReport {
    private final Plan plan;
    private final List<? extends Target> targets;
    private final Results results;
    private final Tried tried;
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport(Plan plan, List<? extends Target> targets, Results results, Tried tried) {
        this.plan = plan;
        this.targets = targets;
        this.results = results;
        this.tried = tried;
    }

    /** @param loadBefore the load average when it began */
    public static String write(
            Machine machine, String loadBefore, Plan plan, List<? extends Target> targets, Results results) {
        MarkdownReport report = new MarkdownReport(plan, targets, results, Tried.load());
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
        report.table(
                "A stalled subscriber",
                Cell.Group.STALLED,
                "ms: p99 of the others (bytes held back from the stalled)",
                Metric.P99_MILLIS,
                Metric.HELD_BACK);
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
        List<Cell> cells = plan.cells(group);
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
        Map<String, List<String>> missed = new LinkedHashMap<>();
        for (Goal goal : Goals.all()) {
            Goal.Outcome outcome = goal.outcome(results, targets);
            String title = title(goal);
            row(
                    title,
                    List.of(
                            (goal.atLeast() ? "≥ " : "≤ ") + Figures.of(goal.bound()),
                            Figures.of(outcome.figure()),
                            switch (outcome.verdict()) {
                                case MET -> "met";
                                case MISSED -> "**MISSED**";
                                case NOT_MEASURED -> "not measured";
                            }));
            if (outcome.verdict() == Goal.Verdict.MISSED) {
                missed.computeIfAbsent(tried.text(goal).orElse("Nothing is noted yet."), it -> new ArrayList<>())
                        .add(title);
            }
        }
        if (!missed.isEmpty()) {
            line("");
            line("### Missed, and what was tried");
            missed.forEach((text, titles) -> {
                line("");
                titles.forEach(it -> line("- " + it));
                line("");
                line(text);
            });
        }
    }

    private String title(Goal goal) {
        String subject = targets.stream()
                .filter(it -> it.id().equals(goal.subject()))
                .map(Target::label)
                .findFirst()
                .orElse(goal.subject());
        String other = "";
        if (goal.reference() instanceof Goal.Reference.Family family) {
            other = " : " + goal.counterpart(targets).map(Target::label).orElse(family.id());
        } else if (goal.reference() instanceof Goal.Reference.Situation situation) {
            other = " : the same with " + situation.cell().title();
        }
        return subject + other + ", " + goal.cell().title() + ", "
                + goal.metric().title();
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
