package dev.pushlab.server.console.chart;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last values of some series, in rings of a fixed length: a new point overwrites the oldest one, and nothing is made
 * for it. A series without a value at a point has 0 there; NaN stands for a value that is not known.
 */
public final class History {
    private final int capacity;
    private final long[] millis;
    private final Map<String, double[]> rings = new LinkedHashMap<>();
    private int size;
    private int next;

    /** @param capacity how many points are kept, at least 1 */
    public History(int capacity) {
        this.capacity = capacity;
        this.millis = new long[capacity];
    }

    /** Adds a point; a series that has been 0 at all points that are kept is forgotten. */
    public void add(Instant at, Map<String, Double> values) {
        values.keySet().forEach(series -> rings.computeIfAbsent(series, it -> new double[capacity]));
        rings.forEach((series, ring) -> ring[next] = values.getOrDefault(series, 0.0));
        millis[next] = at.toEpochMilli();
        next = (next + 1) % capacity;
        size = Math.min(size + 1, capacity);
        rings.entrySet().removeIf(entry -> !values.containsKey(entry.getKey()) && isZero(entry.getValue()));
    }

    private static boolean isZero(double[] ring) {
        for (double value : ring) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many points there are. */
    public int size() {
        return size;
    }

    /** When a point was, in milliseconds since 1970; the oldest has the index 0. */
    public long millis(int index) {
        return millis[slot(index)];
    }

    public double value(String series, int index) {
        double[] ring = rings.get(series);
        return ring == null ? 0 : ring[slot(index)];
    }

    /** The newest value; NaN if there is none. */
    public double last(String series) {
        return size == 0 ? Double.NaN : value(series, size - 1);
    }

    /** The newest values of all series together. */
    public double lastOfAll() {
        double sum = 0;
        for (String series : rings.keySet()) {
            sum += last(series);
        }
        return sum;
    }

    /** The greatest value that is known; NaN if none is. */
    public double most(String series) {
        double most = Double.NaN;
        for (int i = 0; i < size; i++) {
            double value = value(series, i);
            // Not Math.max: of a number and NaN that gives NaN.
            most = value > most || Double.isNaN(most) ? value : most;
        }
        return most;
    }

    /** Of the values that are known; NaN if none is. */
    public double mean(String series) {
        double sum = 0;
        int known = 0;
        for (int i = 0; i < size; i++) {
            double value = value(series, i);
            if (!Double.isNaN(value)) {
                sum += value;
                known++;
            }
        }
        return known == 0 ? Double.NaN : sum / known;
    }

    /** Whether any series has a value other than 0 that is known. */
    public boolean hasAnything() {
        return rings.keySet().stream().anyMatch(series -> most(series) > 0);
    }

    /** The series with the greatest sums that are not 0, at most so many, the greatest first. */
    public List<String> largest(int most) {
        return rings.keySet().stream()
                .filter(series -> mean(series) > 0)
                .sorted(Comparator.<String>comparingDouble(series -> -mean(series))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
    }

    /** What is kept now, and will be whatever is added to this one. */
    public History copy() {
        History copy = new History(capacity);
        System.arraycopy(millis, 0, copy.millis, 0, capacity);
        rings.forEach((series, ring) -> copy.rings.put(series, ring.clone()));
        copy.size = size;
        copy.next = next;
        return copy;
    }

    private int slot(int index) {
        return (next - size + index + capacity) % capacity;
    }
}
