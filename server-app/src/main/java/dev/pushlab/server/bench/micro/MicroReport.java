package dev.pushlab.server.bench.micro;

import dev.pushlab.server.bench.report.Machine;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** The results as a table, in Markdown. */
final class MicroReport {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private MicroReport() {}

    static String write(Collection<RunResult> results) {
        StringBuilder out = new StringBuilder("# The hot pieces by themselves\n\n");
        Machine machine = Machine.here();
        out.append(machine.processor()).append(", ").append(machine.jdk()).append(", JMH.\n\n");
        out.append("| benchmark | with | ns | ± | bytes allocated |\n|---|---|---:|---:|---:|\n");
        List<RunResult> sorted = results.stream()
                .sorted(Comparator.comparing(result -> name(result.getParams())))
                .toList();
        for (RunResult result : sorted) {
            Result<?> time = result.getPrimaryResult();
            Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            out.append("| ")
                    .append(name(result.getParams()))
                    .append(" | ")
                    .append(parameters(result.getParams()))
                    .append(" | ")
                    .append(number(time.getScore()))
                    .append(" | ")
                    .append(number(time.getScoreError()))
                    .append(" | ")
                    .append(allocated == null ? "" : number(allocated.getScore()))
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Class and method, without the package and without the word that all have in common. */
    static String name(BenchmarkParams benchmark) {
        String[] parts = benchmark.getBenchmark().split("\\.");
        return parts[parts.length - 2].replaceFirst("Benchmark$", "") + "." + parts[parts.length - 1];
    }

    /** {@code bytes=128 protection=AESGCM}. */
    static String parameters(BenchmarkParams benchmark) {
        return benchmark.getParamsKeys().stream()
                .map(key -> key + "=" + benchmark.getParam(key))
                .collect(Collectors.joining(" "));
    }

    /** Not known of a single measurement. */
    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
