package dev.pushlab.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What {@code GET /metrics} says at one moment, all topics together: for whoever sits before the server. Counters are
 * those of this run.
 *
 * @param published events
 * @param delivered events given to subscribers: one that two got counts twice
 * @param connections open ones by technique
 * @param bytesIn TCP payload by technique, seen from the server
 * @param bytesOut the same
 * @param commits what the disk does; empty without a data folder
 * @param pendingTasks waiting for the event loops, all together
 * @param loopDelay how long a task waited for the slowest event loop, in seconds
 */
public record Figures(
        double published,
        double delivered,
        Slow slow,
        Map<String, Double> connections,
        Map<String, Double> bytesIn,
        Map<String, Double> bytesOut,
        Optional<Commits> commits,
        Memory memory,
        Collections collections,
        double pendingTasks,
        double loopDelay) {
    /** What slow subscribers missed; see {@link dev.pushlab.server.hub.SlowStats}. */
    public record Slow(double fellBehind, double dropped, double conflated, double disconnected) {}

    /**
     * Groups of events of durable topics.
     *
     * @param seconds that they took, all together
     * @param within how many took at most so many seconds; the last bound is infinite
     * @param usableBytes room on the disk; NaN if it could not be asked
     */
    public record Commits(
            double groups,
            double events,
            double refused,
            double seconds,
            SortedMap<Double, Double> within,
            double waitingBytes,
            double usableBytes) {}

    /**
     * In bytes.
     *
     * @param direct outside the heap, of Netty's buffers
     */
    public record Memory(double heap, double heapMost, double direct) {}

    /** Garbage collections that made everything wait, and for how many seconds. */
    public record Collections(double number, double seconds) {}

    static Figures of(MetricSnapshots all) {
        return new Figures(
                sum(all, "pushlab_topic_events"),
                sum(all, "pushlab_topic_delivered_events"),
                new Slow(
                        sum(all, "pushlab_topic_slow_consumers"),
                        sum(all, "pushlab_topic_dropped_events"),
                        sum(all, "pushlab_topic_conflated_events"),
                        sum(all, "pushlab_topic_disconnected_consumers")),
                by(all, "pushlab_connections", it -> true),
                by(all, "pushlab_traffic_bytes", it -> has(it, "direction", "in")),
                by(all, "pushlab_traffic_bytes", it -> has(it, "direction", "out")),
                commits(all),
                new Memory(
                        sum(all, "jvm_memory_used_bytes", it -> has(it, "area", "heap")),
                        sum(all, "jvm_memory_max_bytes", it -> has(it, "area", "heap")),
                        sum(all, "netty_allocator_memory_used", it -> has(it, "memory_type", "direct"))),
                collections(all),
                sum(all, "netty_eventexecutor_tasks_pending"),
                points(all, "pushlab_event_loop_delay_seconds")
                        .mapToDouble(Figures::value)
                        .max()
                        .orElse(0));
    }

    private static Optional<Commits> commits(MetricSnapshots all) {
        return points(all, "pushlab_commit_seconds")
                .filter(HistogramSnapshot.HistogramDataPointSnapshot.class::isInstance)
                .map(HistogramSnapshot.HistogramDataPointSnapshot.class::cast)
                .findFirst()
                .map(groups -> new Commits(
                        groups.getCount(),
                        sum(all, "pushlab_commit_events"),
                        sum(all, "pushlab_commit_refused_events"),
                        groups.getSum(),
                        within(groups),
                        sum(all, "pushlab_commit_waiting_bytes"),
                        points(all, "pushlab_storage_usable_bytes")
                                .mapToDouble(Figures::value)
                                .findFirst()
                                .orElse(Double.NaN)));
    }

    private static SortedMap<Double, Double> within(HistogramSnapshot.HistogramDataPointSnapshot groups) {
        SortedMap<Double, Double> within = new TreeMap<>();
        double sum = 0;
        for (ClassicHistogramBucket bucket : groups.getClassicBuckets()) {
            sum += bucket.getCount();
            within.put(bucket.getUpperBound(), sum);
        }
        return within;
    }

    private static Collections collections(MetricSnapshots all) {
        double[] sums = new double[2];
        points(all, "jvm_gc_pause_seconds").forEach(point -> {
            if (point instanceof SummarySnapshot.SummaryDataPointSnapshot pauses) {
                sums[0] += pauses.getCount();
                sums[1] += pauses.getSum();
            }
        });
        return new Collections(sums[0], sums[1]);
    }

    private static double sum(MetricSnapshots all, String name) {
        return sum(all, name, it -> true);
    }

    private static double sum(MetricSnapshots all, String name, Predicate<DataPointSnapshot> which) {
        return points(all, name).filter(which).mapToDouble(Figures::value).sum();
    }

    private static Map<String, Double> by(MetricSnapshots all, String name, Predicate<DataPointSnapshot> which) {
        Map<String, Double> values = new TreeMap<>();
        points(all, name)
                .filter(which)
                .forEach(point -> values.merge(point.getLabels().get("technique"), value(point), Double::sum));
        return values;
    }

    private static Stream<? extends DataPointSnapshot> points(MetricSnapshots all, String name) {
        return all.stream()
                .filter(family -> family.getMetadata().getPrometheusName().equals(name))
                .map(MetricSnapshot::getDataPoints)
                .flatMap(java.util.List::stream);
    }

    private static boolean has(DataPointSnapshot point, String label, String value) {
        return value.equals(point.getLabels().get(label));
    }

    private static double value(DataPointSnapshot point) {
        if (point instanceof CounterSnapshot.CounterDataPointSnapshot counter) {
            return counter.getValue();
        }
        return point instanceof GaugeSnapshot.GaugeDataPointSnapshot gauge ? gauge.getValue() : 0;
    }
}
