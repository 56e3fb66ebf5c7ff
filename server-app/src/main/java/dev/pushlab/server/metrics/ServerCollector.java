package dev.pushlab.server.metrics;

import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.ConnectionRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Topics, connections, traffic and the disk, read from where they are counted anyway, when somebody asks: nothing is counted twice,
 * and a topic or connection that has gone leaves no series behind.
 */
final class ServerCollector implements MultiCollector {
    /** Connections that have not said yet what they want. */
    private static final String NO_TECHNIQUE = "none";

    private final Hub hub;
    private final ConnectionRegistry connections;
    private final LoopProbe loops;

    ServerCollector(Hub hub, ConnectionRegistry connections, LoopProbe loops) {
        this.hub = hub;
        this.connections = connections;
        this.loops = loops;
    }

    @Override
    public MetricSnapshots collect() {
        List<TopicStats> topics = hub.topics();
        List<MetricSnapshot> all = new ArrayList<>(List.of(
                counter(topics, "pushlab_topic_events", "Events published in this run", TopicStats::events),
                counter(
                        topics,
                        "pushlab_topic_delivered_events",
                        "Events given to subscribers in this run",
                        TopicStats::delivered),
                counter(topics, "pushlab_topic_data_bytes", "Data published in this run, in bytes", TopicStats::bytes),
                gauge(topics, "pushlab_topic_kept_events", "Events that can be replayed", TopicStats::kept),
                gauge(topics, "pushlab_topic_kept_bytes", "What these occupy of the bound", TopicStats::keptBytes),
                gauge(topics, "pushlab_topic_subscriptions", "Open subscriptions", TopicStats::subscribers),
                counter(
                        topics,
                        "pushlab_topic_slow_consumers",
                        "How often a subscriber fell behind",
                        topic -> topic.slow().fellBehind()),
                counter(
                        topics,
                        "pushlab_topic_dropped_events",
                        "Events not delivered to a subscriber that was too far behind",
                        topic -> topic.slow().dropped()),
                counter(
                        topics,
                        "pushlab_topic_conflated_events",
                        "Events not delivered to a slow subscriber because there was a newer one of their kind",
                        topic -> topic.slow().conflated()),
                counter(
                        topics,
                        "pushlab_topic_disconnected_consumers",
                        "Subscribers whose connections were ended because they were too slow",
                        topic -> topic.slow().disconnected()),
                open(),
                bytes(),
                delays()));
        hub.storage().ifPresent(storage -> StorageFamilies.addTo(all, storage));
        return new MetricSnapshots(all);
    }

    private GaugeSnapshot delays() {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("pushlab_event_loop_delay_seconds")
                .unit(Unit.SECONDS)
                .help("How long a task waited for its turn on an event loop, when that was last tried");
        loops.delays()
                .forEach((loop, delay) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("loop", loop))
                        .value(delay)
                        .build()));
        return gauge.build();
    }

    private static CounterSnapshot counter(
            List<TopicStats> topics, String name, String help, ToDoubleFunction<TopicStats> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        topics.forEach(topic -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels(topic))
                .value(value.applyAsDouble(topic))
                .build()));
        return counter.build();
    }

    private static GaugeSnapshot gauge(
            List<TopicStats> topics, String name, String help, ToDoubleFunction<TopicStats> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        topics.forEach(topic -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(topic))
                .value(value.applyAsDouble(topic))
                .build()));
        return gauge.build();
    }

    private GaugeSnapshot open() {
        Map<String, Long> byTechnique = connections.snapshot().stream()
                .collect(Collectors.groupingBy(ServerCollector::technique, TreeMap::new, Collectors.counting()));
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("pushlab_connections")
                .help("Open connections by the technique they serve");
        byTechnique.forEach((technique, count) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("technique", technique))
                .value(count)
                .build()));
        return gauge.build();
    }

    private CounterSnapshot bytes() {
        CounterSnapshot.Builder counter = CounterSnapshot.builder()
                .name("pushlab_traffic_bytes")
                .unit(Unit.BYTES)
                .help("TCP payload by technique, seen from the server");
        connections.traffic().forEach((technique, traffic) -> {
            counter.dataPoint(point(technique, "in", traffic, TrafficCounters::bytesIn));
            counter.dataPoint(point(technique, "out", traffic, TrafficCounters::bytesOut));
        });
        return counter.build();
    }

    private static CounterSnapshot.CounterDataPointSnapshot point(
            String technique, String direction, TrafficCounters traffic, ToDoubleFunction<TrafficCounters> value) {
        return CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("technique", technique, "direction", direction))
                .value(value.applyAsDouble(traffic))
                .build();
    }

    private static String technique(ConnectionInfo connection) {
        return connection.technique().orElse(NO_TECHNIQUE);
    }

    private static Labels labels(TopicStats stats) {
        return Labels.of("topic", stats.topic().name());
    }
}
