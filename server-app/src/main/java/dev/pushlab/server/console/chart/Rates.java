package dev.pushlab.server.console.chart;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes rates of growing counters: by how much each has grown per second between two looks. */
public final class Rates {
    /** Two looks that are closer than this, in seconds, are one. */
    private static final double LEAST_SECONDS = 0.9;

    private Instant lastAt;
    private Map<String, Double> lastCounts = Map.of();

    /**
     * Takes counters as they stand.
     *
     * @return per second, without those that have not grown; empty at the first look, and until about a second has passed
     *     since the last one that gave rates
     */
    public Optional<Map<String, Double>> of(Instant at, Map<String, Double> counts) {
        if (lastAt == null) {
            lastAt = at;
            lastCounts = Map.copyOf(counts);
            return Optional.empty();
        }
        double seconds = Duration.between(lastAt, at).toNanos() / 1e9;
        if (seconds < LEAST_SECONDS) {
            return Optional.empty();
        }
        Map<String, Double> rates = new HashMap<>();
        counts.forEach((series, count) -> {
            double grown = count - lastCounts.getOrDefault(series, 0.0);
            if (grown > 0) {
                rates.put(series, grown / seconds);
            }
        });
        lastAt = at;
        lastCounts = Map.copyOf(counts);
        return Optional.of(rates);
    }
}
