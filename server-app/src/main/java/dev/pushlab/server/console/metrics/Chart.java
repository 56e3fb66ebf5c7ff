package dev.pushlab.server.console.metrics;

import dev.pushlab.server.console.chart.Measure;
import java.util.List;
import java.util.Locale;

/** What is drawn, in the order of the screen, and then what only the table has. The names are parts of keys of texts. */
enum Chart {
    EVENTS(Measure.PER_SECOND, true, "published", "delivered"),
    CONNECTIONS(Measure.COUNT, true),
    BYTES_OUT(Measure.BYTES_PER_SECOND, true),
    BYTES_IN(Measure.BYTES_PER_SECOND, true),
    SLOW(Measure.PER_SECOND, true, "fell-behind", "dropped", "conflated", "disconnected"),
    COMMIT_TIME(Measure.MILLISECONDS, true, "mean", "p99"),
    COMMIT_SIZE(Measure.COUNT, true, "group"),
    MEMORY(Measure.BYTES, true, "heap", "direct"),
    PAUSES(Measure.MILLISECONDS, true, "collections", "delay"),
    TASKS(Measure.COUNT, false, "tasks"),
    DISK(Measure.BYTES, false, "waiting", "usable"),
    REFUSED(Measure.PER_SECOND, false, "refused");

    private final Measure measure;
    private final boolean drawn;
    private final List<String> series;

    Chart(Measure measure, boolean drawn, String... series) {
        this.measure = measure;
        this.drawn = drawn;
        this.series = List.of(series);
    }

    Measure measure() {
        return measure;
    }

    boolean drawn() {
        return drawn;
    }

    /** Whether its series are techniques, and others at other times. */
    boolean byTechnique() {
        return series.isEmpty();
    }

    /** In their order; empty if they are techniques. */
    List<String> series() {
        return series;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
