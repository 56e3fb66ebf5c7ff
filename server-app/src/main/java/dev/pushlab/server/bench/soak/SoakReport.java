package dev.pushlab.server.bench.soak;

import dev.pushlab.server.bench.soak.Sample.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a soak came to.
 *
 * @param before the server before anybody came
 * @param samples while it went on
 * @param after the server after everybody had left
 */
public record SoakReport(long seed, Duration length, Sample before, List<Sample> samples, Sample after, Tally tally) {
    /** The first sixth is warm-up: a JVM compiles, buffers are made, histories fill. */
    private static final int WARM_UP = 6;

    /** What may be more at the end than at the beginning, in shares and at least. */
    private static final double TOLERANCE = 0.15;

    private static final double TOLERATED_BYTES = 2 << 20;
    private static final double TOLERATED_OTHERS = 3;

    /** Whether nothing grew, stayed, was lost or came twice. */
    public boolean passed() {
        return complaints().isEmpty();
    }

    /** Everything that is not as it should be. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>(tally.failures());
        if (!tally.nothingWrong() && complaints.isEmpty()) {
            complaints.add("messages were lost or came twice");
        }
        if (steady().size() < 3) {
            complaints.add("too short to say anything about growth");
            return complaints;
        }
        for (Figure figure : List.of(Figure.HEAP, Figure.BUFFERS, Figure.THREADS)) {
            double early = early(figure);
            double late = late(figure);
            if (late > early * (1 + TOLERANCE) + tolerated(figure)) {
                complaints.add(String.format(Locale.ROOT, "%s grew from %,.0f to %,.0f", figure.title(), early, late));
            }
        }
        for (Figure figure : List.of(Figure.CONNECTIONS, Figure.SUBSCRIPTIONS, Figure.THREADS, Figure.FILES)) {
            if (after.get(figure) > before.get(figure) + TOLERATED_OTHERS) {
                complaints.add(String.format(
                        Locale.ROOT,
                        "%s stayed: %,.0f before, %,.0f after everybody had left",
                        figure.title(),
                        before.get(figure),
                        after.get(figure)));
            }
        }
        return complaints;
    }

    private static double tolerated(Figure figure) {
        return figure == Figure.HEAP || figure == Figure.BUFFERS ? TOLERATED_BYTES : TOLERATED_OTHERS;
    }

    private List<Sample> steady() {
        return samples.subList(samples.size() / WARM_UP, samples.size());
    }

    private double early(Figure figure) {
        return median(steady().subList(0, steady().size() / 3), figure);
    }

    private double late(Figure figure) {
        return median(steady().subList(steady().size() - steady().size() / 3, steady().size()), figure);
    }

    private static double median(List<Sample> some, Figure figure) {
        double[] values =
                some.stream().mapToDouble(it -> it.get(figure)).sorted().toArray();
        return values[values.length / 2];
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "# Soak of %d s, seed %d: %s%n%n",
                length.toSeconds(),
                seed,
                passed() ? "passed" : "FAILED"));
        complaints().forEach(it -> text.append("- ").append(it).append('\n'));
        text.append('\n').append(tally).append("\n\n");
        text.append("| | before | first third | last third | after |\n|---|---|---|---|---|\n");
        if (steady().size() >= 3) {
            for (Figure figure : Figure.values()) {
                text.append(String.format(
                        Locale.ROOT,
                        "| %s | %,.0f | %,.0f | %,.0f | %,.0f |%n",
                        figure.title(),
                        before.get(figure),
                        early(figure),
                        late(figure),
                        after.get(figure)));
            }
        }
        return text.append("\nMedians of samples after a collection; the thirds without the first sixth of the run.\n")
                .toString();
    }

    public String csv() {
        StringBuilder text = new StringBuilder("seconds");
        for (Figure figure : Figure.values()) {
            text.append(',').append(figure.title());
        }
        text.append('\n');
        for (Sample sample : samples) {
            text.append(sample.seconds());
            for (Figure figure : Figure.values()) {
                text.append(String.format(Locale.ROOT, ",%.0f", sample.get(figure)));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
