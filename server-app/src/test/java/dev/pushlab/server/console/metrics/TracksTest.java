package dev.pushlab.server.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pushlab.server.metrics.Figures;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TracksTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Tracks tracks = new Tracks();
    private int second;

    @Test
    void countersBecomeRatesAndGaugesStayWhatTheyAre() {
        add(new Readings().published(10).delivered(100));
        assertThat(tracks.isEmpty()).isTrue();
        add(new Readings()
                .published(30)
                .delivered(160)
                .slow(new Figures.Slow(1, 2, 3, 4))
                .collections(0.05));

        assertThat(last(Chart.EVENTS, "published")).isEqualTo(20);
        assertThat(last(Chart.EVENTS, "delivered")).isEqualTo(60);
        assertThat(last(Chart.SLOW, "fell-behind")).isEqualTo(1);
        assertThat(last(Chart.SLOW, "dropped")).isEqualTo(2);
        assertThat(last(Chart.SLOW, "conflated")).isEqualTo(3);
        assertThat(last(Chart.SLOW, "disconnected")).isEqualTo(4);
        assertThat(last(Chart.MEMORY, "heap")).isEqualTo(1000);
        assertThat(last(Chart.MEMORY, "direct")).isEqualTo(300);
        assertThat(last(Chart.PAUSES, "collections")).isEqualTo(50, within(1e-9));
        assertThat(last(Chart.PAUSES, "delay")).isEqualTo(2, within(1e-9));
        assertThat(last(Chart.TASKS, "tasks")).isEqualTo(7);
    }

    @Test
    void whatACommitTookIsThatOfTheGroupsOfTheLastSecond() {
        Map<Double, Double> before = Map.of(0.01, 5.0, 0.02, 5.0, Double.POSITIVE_INFINITY, 5.0);
        Map<Double, Double> after = Map.of(0.01, 5.0, 0.02, 15.0, Double.POSITIVE_INFINITY, 15.0);
        add(new Readings().commits(5, 5, 1, before));
        add(new Readings().commits(15, 85, 1.15, after));

        assertThat(last(Chart.COMMIT_TIME, "mean")).isEqualTo(15, within(1e-9));
        assertThat(last(Chart.COMMIT_TIME, "p99")).isEqualTo(19.9, within(1e-9));
        assertThat(last(Chart.COMMIT_SIZE, "group")).isEqualTo(8);
        assertThat(last(Chart.DISK, "waiting")).isEqualTo(512);
        assertThat(last(Chart.DISK, "usable")).isEqualTo(4096);

        add(new Readings().commits(15, 85, 1.15, after));
        assertThat(last(Chart.COMMIT_TIME, "mean")).as("no group, no time").isNaN();
        assertThat(last(Chart.COMMIT_TIME, "p99")).isNaN();
        assertThat(last(Chart.COMMIT_SIZE, "group")).isNaN();
    }

    @Test
    void aQuantileBeyondTheLastBoundIsThatBound() {
        TreeMap<Double, Double> within = new TreeMap<>(Map.of(1.0, 0.0, 5.0, 0.0, Double.POSITIVE_INFINITY, 3.0));
        assertThat(Tracks.quantile(0.99, 3, within)).isEqualTo(5);
        assertThat(Tracks.quantile(0.99, 0, within)).isNaN();
        assertThat(Tracks.quantile(0.99, 3, new TreeMap<>())).isNaN();
        assertThat(Tracks.quantile(0.5, 4, new TreeMap<>(Map.of(1.0, 4.0)))).isEqualTo(0.5);
    }

    @Test
    void aTechniqueKeepsItsColourAsLongAsItIsDrawn() {
        add(new Readings().connections(Map.of()));
        add(new Readings().connections(Map.of("sse", 1.0)));
        add(new Readings().connections(Map.of("sse", 1.0, "websocket", 50.0)));
        assertThat(tracks.lines(Chart.CONNECTIONS)).containsExactly("sse", "websocket");

        add(new Readings().connections(Map.of("sse", 1.0, "websocket", 50.0, "a", 9.0, "b", 9.0, "c", 9.0, "d", 9.0)));
        assertThat(tracks.lines(Chart.CONNECTIONS))
                .as("six, and five colours")
                .containsExactly("a", "websocket", "b", "c", "d");
    }

    @Test
    void bytesAreByTechnique() {
        add(new Readings().out(Map.of("sse", 100.0)));
        add(new Readings().out(Map.of("sse", 300.0, "websocket", 1000.0)));

        assertThat(last(Chart.BYTES_OUT, "sse")).isEqualTo(200);
        assertThat(last(Chart.BYTES_OUT, "websocket")).isEqualTo(1000);
        assertThat(tracks.lines(Chart.BYTES_IN)).isEmpty();
    }

    @Test
    void noMoreThanTheWindowIsKept() {
        for (int i = 0; i < Tracks.POINTS + 50; i++) {
            add(new Readings().published(i));
        }
        for (Chart chart : Chart.values()) {
            assertThat(tracks.history(chart).size()).as(chart.name()).isEqualTo(Tracks.POINTS);
        }
    }

    private void add(Readings readings) {
        tracks.add(START.plusSeconds(second++), readings.figures());
    }

    private double last(Chart chart, String series) {
        return tracks.history(chart).last(series);
    }
}
