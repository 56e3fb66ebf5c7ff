package dev.pushlab.server.bench.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Everything that was measured, and what could not be. */
public final class Results {
    /**
     * One number.
     *
     * @param target its id
     * @param round from 1
     */
    public record Sample(String target, Cell cell, int round, Metric metric, double value) {}

    private final List<Sample> samples = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A NaN is not kept: it was not measured. */
    public void add(Sample sample) {
        if (!Double.isNaN(sample.value())) {
            samples.add(sample);
        }
    }

    /** Something that was skipped or failed, for people. */
    public void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    public List<Sample> samples() {
        return List.copyOf(samples);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Over the rounds; empty if it was not measured. */
    public OptionalDouble median(String target, Cell cell, Metric metric) {
        return median(samples.stream()
                .filter(it -> it.target().equals(target) && it.cell().equals(cell) && it.metric() == metric)
                .mapToDouble(Sample::value)
                .toArray());
    }

    /** Of an even number of values the mean of the two in the middle; empty if there are none. */
    static OptionalDouble median(double... values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
