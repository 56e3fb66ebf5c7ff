package dev.pushlab.server.console.metrics;

import dev.pushlab.server.metrics.Figures;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Readings of a server, made up to the last digit. */
final class Readings {
    private double published;
    private double delivered;
    private Figures.Slow slow = new Figures.Slow(0, 0, 0, 0);
    private Map<String, Double> connections = Map.of();
    private Map<String, Double> out = Map.of();
    private Optional<Figures.Commits> commits = Optional.empty();
    private double collections;

    Readings published(double events) {
        published = events;
        return this;
    }

    Readings delivered(double events) {
        delivered = events;
        return this;
    }

    Readings slow(Figures.Slow missed) {
        slow = missed;
        return this;
    }

    Readings connections(Map<String, Double> byTechnique) {
        connections = byTechnique;
        return this;
    }

    Readings out(Map<String, Double> byTechnique) {
        out = byTechnique;
        return this;
    }

    /** @param within how many groups took at most so many seconds */
    Readings commits(double groups, double events, double seconds, Map<Double, Double> within) {
        commits = Optional.of(new Figures.Commits(groups, events, 0, seconds, new TreeMap<>(within), 512, 4096));
        return this;
    }

    Readings collections(double seconds) {
        collections = seconds;
        return this;
    }

    Figures figures() {
        return new Figures(
                published,
                delivered,
                slow,
                connections,
                Map.of(),
                out,
                commits,
                new Figures.Memory(1000, 4000, 300),
                new Figures.Collections(1, collections),
                7,
                0.002);
    }
}
