package dev.pushlab.server.metrics;

import dev.pushlab.server.hub.StorageStats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;

/** What becomes of the events of durable topics. */
final class StorageFamilies {
    private StorageFamilies() {}

    static void addTo(List<MetricSnapshot> families, StorageStats storage) {
        families.add(CounterSnapshot.builder()
                .name("pushlab_commit_events")
                .help("Events of durable topics that were brought to disk")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(storage.events())
                        .build())
                .build());
        families.add(CounterSnapshot.builder()
                .name("pushlab_commit_refused_events")
                .help("Events of durable topics that could not be brought to disk")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(storage.refused())
                        .build())
                .build());
        families.add(HistogramSnapshot.builder()
                .name("pushlab_commit_seconds")
                .unit(Unit.SECONDS)
                .help("How long a group of events took to be on disk and acknowledged")
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .sum(storage.seconds())
                        .classicHistogramBuckets(buckets(storage))
                        .build())
                .build());
        families.add(gauge("pushlab_commit_waiting_bytes", "What waits for the disk", storage.waitingBytes()));
        if (storage.usableBytes() >= 0) {
            families.add(gauge("pushlab_storage_usable_bytes", "Room on the disk", storage.usableBytes()));
        }
    }

    /** Of each bucket what is in it alone; the last one has no bound. */
    private static ClassicHistogramBuckets buckets(StorageStats storage) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (int i = 0; i < StorageStats.BOUNDS.size(); i++) {
            long within = storage.within().get(i);
            buckets.bucket(StorageStats.BOUNDS.get(i), within - below);
            below = within;
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, storage.groups() - below)
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .unit(Unit.BYTES)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build();
    }
}
