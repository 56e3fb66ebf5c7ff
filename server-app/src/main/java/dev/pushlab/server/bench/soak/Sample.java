package dev.pushlab.server.bench.soak;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The server at one moment, after a garbage collection.
 *
 * @param seconds since the beginning
 * @param values by the name of a {@link Figure}
 */
record Sample(long seconds, Map<Figure, Double> values) {
    /** What is looked at. */
    enum Figure {
        CONNECTIONS("connections"),
        SUBSCRIPTIONS("subscriptions"),
        /** Of the heap, after a collection. */
        HEAP("heap bytes"),
        /** Direct memory that the allocator has taken. */
        BUFFERS("buffer bytes"),
        THREADS("threads"),
        FILES("open files");

        private final String title;

        Figure(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** In one line, for whoever waits. */
    @Override
    public String toString() {
        return Arrays.stream(Figure.values())
                .map(figure -> String.format(Locale.ROOT, "%s %,.0f", figure.title(), get(figure)))
                .collect(Collectors.joining(", ", seconds + " s: ", ""));
    }

    double get(Figure figure) {
        return values.get(figure);
    }

    /**
     * @param metrics the text of {@code GET /metrics}
     * @param files open in the process
     */
    static Sample of(long seconds, String metrics, double files) throws IOException {
        return new Sample(
                seconds,
                Map.of(
                        Figure.CONNECTIONS, sum(metrics, "pushlab_connections", ""),
                        Figure.SUBSCRIPTIONS, sum(metrics, "pushlab_topic_subscriptions", ""),
                        Figure.HEAP, sum(metrics, "jvm_memory_used_bytes", "area=\"heap\""),
                        Figure.BUFFERS, sum(metrics, "netty_allocator_memory_used", "memory_type=\"direct\""),
                        Figure.THREADS, sum(metrics, "jvm_threads_live_threads", ""),
                        Figure.FILES, files));
    }

    /** The sum of all series of that name whose labels contain a text. */
    private static double sum(String metrics, String name, String label) throws IOException {
        double sum = 0;
        boolean found = false;
        for (String line : metrics.split("\n")) {
            if (line.startsWith(name)
                    && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ')
                    && line.contains(label)) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                found = true;
            }
        }
        if (!found && !name.startsWith("pushlab")) {
            throw new IOException("GET /metrics does not have " + name);
        }
        return sum;
    }
}
