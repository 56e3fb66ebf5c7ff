package dev.pushlab.server.console.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Rates of growing counters over the last minute, one point a second and series. */
final class RateHistory {
    /** How many seconds are kept. */
    static final int SECONDS = 60;

    private final Deque<Point> points = new ArrayDeque<>();
    private Instant lastAt;
    private Map<String, Long> lastCounts = Map.of();

    /** The rates in one second, by series. */
    record Point(Instant at, Map<String, Double> perSecond) {
        double of(String series) {
            return perSecond.getOrDefault(series, 0.0);
        }
    }

    /** Takes counters as they stand; a point comes of it when a second has passed since the last one. */
    boolean add(Instant at, Map<String, Long> counts) {
        if (lastAt == null) {
            lastAt = at;
            lastCounts = Map.copyOf(counts);
            return false;
        }
        double seconds = Duration.between(lastAt, at).toNanos() / 1e9;
        if (seconds < 0.9) {
            return false;
        }
        Map<String, Double> rates = new HashMap<>();
        counts.forEach((series, count) -> {
            long grown = count - lastCounts.getOrDefault(series, 0L);
            if (grown > 0) {
                rates.put(series, grown / seconds);
            }
        });
        lastAt = at;
        lastCounts = Map.copyOf(counts);
        points.addLast(new Point(at, rates));
        if (points.size() > SECONDS) {
            points.removeFirst();
        }
        return true;
    }

    /** Oldest first. */
    List<Point> points() {
        return List.copyOf(points);
    }

    /** The busiest series of the minute, at most so many, the busiest first. */
    List<String> busiest(int most) {
        Map<String, Double> sums = new HashMap<>();
        points.forEach(point -> point.perSecond().forEach((series, rate) -> sums.merge(series, rate, Double::sum)));
        return new TreeSet<>(sums.keySet())
                .stream()
                        .sorted((a, b) -> Double.compare(sums.get(b), sums.get(a)))
                        .limit(most)
                        .toList();
    }
}
