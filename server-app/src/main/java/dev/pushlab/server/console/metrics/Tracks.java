package dev.pushlab.server.console.metrics;

import dev.pushlab.server.console.chart.History;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.chart.Rates;
import dev.pushlab.server.metrics.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last minutes of all charts, made of readings of counters. Not safe for use by several threads. */
final class Tracks {
    /** How much time is shown. */
    static final Duration WINDOW = Duration.ofMinutes(5);

    /** One point a second, and both ends. */
    static final int POINTS = (int) WINDOW.toSeconds() + 1;

    private static final String IN = "in ";
    private static final String OUT = "out ";
    private static final String WITHIN = "within ";

    private final Rates rates = new Rates();
    private final Map<Chart, History> histories = new EnumMap<>(Chart.class);
    private final Map<Chart, List<String>> lines = new EnumMap<>(Chart.class);
    private Optional<Figures> newest = Optional.empty();

    Tracks() {
        for (Chart chart : Chart.values()) {
            histories.put(chart, new History(POINTS));
            lines.put(chart, new ArrayList<>(chart.series()));
        }
    }

    private Tracks(Tracks other) {
        other.histories.forEach((chart, history) -> histories.put(chart, history.copy()));
        other.lines.forEach((chart, series) -> lines.put(chart, new ArrayList<>(series)));
        newest = other.newest;
    }

    /** What is there now, and will be whatever is added to this one. */
    Tracks copy() {
        return new Tracks(this);
    }

    History history(Chart chart) {
        return histories.get(chart);
    }

    /** The lines of a chart; one that is a technique keeps its place, and so its colour, as long as it is among them. */
    List<String> lines(Chart chart) {
        return List.copyOf(lines.get(chart));
    }

    /** As they were last read. */
    Optional<Figures> newest() {
        return newest;
    }

    /** Whether there is anything to be drawn. */
    boolean isEmpty() {
        return histories.get(Chart.MEMORY).size() == 0;
    }

    /** Takes a reading; true if a point came of it, for which about a second must have passed. */
    boolean add(Instant at, Figures now) {
        newest = Optional.of(now);
        Optional<Map<String, Double>> grown = rates.of(at, counters(now));
        grown.ifPresent(perSecond -> {
            for (Chart chart : Chart.values()) {
                histories.get(chart).add(at, values(chart, now, perSecond));
                if (chart.byTechnique()) {
                    choose(lines.get(chart), histories.get(chart).largest(LineChart.MAX_SERIES));
                }
            }
        });
        return grown.isPresent();
    }

    private static Map<String, Double> counters(Figures now) {
        Map<String, Double> counters = new HashMap<>();
        counters.put("published", now.published());
        counters.put("delivered", now.delivered());
        counters.put("fell-behind", now.slow().fellBehind());
        counters.put("dropped", now.slow().dropped());
        counters.put("conflated", now.slow().conflated());
        counters.put("disconnected", now.slow().disconnected());
        counters.put("collections", now.collections().seconds());
        now.bytesIn().forEach((technique, bytes) -> counters.put(IN + technique, bytes));
        now.bytesOut().forEach((technique, bytes) -> counters.put(OUT + technique, bytes));
        now.commits().ifPresent(commits -> {
            counters.put("groups", commits.groups());
            counters.put("group-events", commits.events());
            counters.put("group-seconds", commits.seconds());
            counters.put("refused", commits.refused());
            commits.within().forEach((bound, number) -> counters.put(WITHIN + bound, number));
        });
        return counters;
    }

    private static Map<String, Double> values(Chart chart, Figures now, Map<String, Double> perSecond) {
        return switch (chart) {
            case CONNECTIONS -> now.connections();
            case BYTES_IN -> part(perSecond, IN);
            case BYTES_OUT -> part(perSecond, OUT);
            case EVENTS, SLOW -> only(perSecond, chart.series());
            case COMMIT_TIME -> commitTimes(now, perSecond);
            case COMMIT_SIZE ->
                Map.of("group", perSecond.getOrDefault("group-events", 0.0) / perSecond.getOrDefault("groups", 0.0));
            case MEMORY ->
                Map.of("heap", now.memory().heap(), "direct", now.memory().direct());
            case PAUSES ->
                Map.of("collections", 1e3 * perSecond.getOrDefault("collections", 0.0), "delay", 1e3 * now.loopDelay());
            case TASKS -> Map.of("tasks", now.pendingTasks());
            case DISK ->
                now.commits()
                        .map(commits -> Map.of("waiting", commits.waitingBytes(), "usable", commits.usableBytes()))
                        .orElse(Map.of());
            case REFUSED -> only(perSecond, chart.series());
        };
    }

    private static Map<String, Double> part(Map<String, Double> perSecond, String prefix) {
        Map<String, Double> part = new HashMap<>();
        perSecond.forEach((name, rate) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), rate);
            }
        });
        return part;
    }

    private static Map<String, Double> only(Map<String, Double> perSecond, List<String> series) {
        Map<String, Double> only = new HashMap<>();
        series.forEach(name -> only.put(name, perSecond.getOrDefault(name, 0.0)));
        return only;
    }

    /** Of the groups of the last second; not known if there was none. */
    private static Map<String, Double> commitTimes(Figures now, Map<String, Double> perSecond) {
        double groups = perSecond.getOrDefault("groups", 0.0);
        SortedMap<Double, Double> within = new TreeMap<>();
        now.commits()
                .ifPresent(commits -> commits.within()
                        .keySet()
                        .forEach(bound -> within.put(bound, perSecond.getOrDefault(WITHIN + bound, 0.0))));
        return Map.of(
                "mean",
                1e3 * perSecond.getOrDefault("group-seconds", 0.0) / groups,
                "p99",
                1e3 * quantile(0.99, groups, within));
    }

    /**
     * As Prometheus' {@code histogram_quantile} has it: within a bucket all are taken to be spread evenly, and beyond the
     * last bound there is only that bound. NaN if there are none.
     *
     * @param within how many there are up to each bound
     */
    static double quantile(double which, double all, SortedMap<Double, Double> within) {
        double wanted = which * all;
        double lower = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : within.entrySet()) {
            double bound = bucket.getKey();
            double upTo = bucket.getValue();
            if (all > 0 && upTo >= wanted) {
                return Double.isInfinite(bound) ? lower : lower + (bound - lower) * (wanted - below) / (upTo - below);
            }
            lower = bound;
            below = upTo;
        }
        return Double.NaN;
    }

    private static void choose(List<String> present, List<String> wanted) {
        List<String> fresh = new ArrayList<>(wanted);
        fresh.removeAll(present);
        for (int i = 0; i < present.size() && !fresh.isEmpty(); i++) {
            if (!wanted.contains(present.get(i))) {
                present.set(i, fresh.remove(0));
            }
        }
        present.removeIf(line -> !wanted.contains(line));
        present.addAll(fresh);
    }
}
