package dev.pushlab.server.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.console.LiveServices;
import dev.pushlab.server.console.live.Measured;
import dev.pushlab.server.metrics.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsViewModelTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Health.Report WELL = new Health.Report(
            Health.Status.OK, Duration.ofSeconds(1), 7, 0, 0, Map.of(Health.Part.HUB, Health.Condition.OK));

    private final State<Measured> source = new State<>(reading(0, 0));
    private final MetricsViewModel model = new MetricsViewModel("127.0.0.1:8080", source, new FxBridge(Runnable::run));

    @Test
    void showsWhatIsMeasured() {
        assertThat(model.tracks().isEmpty()).isTrue();
        source.set(reading(1, 20));

        assertThat(model.history(Chart.EVENTS).last("published")).isEqualTo(20);
        assertThat(model.shownAtProperty().get()).isEqualTo(START.plusSeconds(1));
        assertThat(model.healthProperty().get()).contains(WELL);
        assertThat(model.failedProperty().get()).isFalse();
    }

    @Test
    void holdingStopsThePictureAndLosesNothing() {
        source.set(reading(1, 20));
        model.pausedProperty().set(true);
        source.set(reading(2, 50));
        source.set(reading(3, 90));

        assertThat(model.history(Chart.EVENTS).last("published")).isEqualTo(20);
        assertThat(model.history(Chart.EVENTS).size()).isEqualTo(1);
        assertThat(model.shownAtProperty().get()).isEqualTo(START.plusSeconds(1));

        model.pausedProperty().set(false);
        assertThat(model.history(Chart.EVENTS).size()).isEqualTo(3);
        assertThat(model.history(Chart.EVENTS).value("published", 1)).isEqualTo(30);
        assertThat(model.history(Chart.EVENTS).last("published")).isEqualTo(40);
        assertThat(model.shownAtProperty().get()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void healthIsNotHeld() {
        model.pausedProperty().set(true);
        source.set(new Measured(START.plusSeconds(1), Optional.empty(), Optional.empty()));

        assertThat(model.healthProperty().get()).isEmpty();
        assertThat(model.failedProperty().get()).isTrue();
    }

    @Test
    void figuresThatCannotBeReadLeaveAGapAndItGoesOn() {
        source.set(reading(1, 20));
        source.set(new Measured(START.plusSeconds(2), Optional.empty(), Optional.empty()));
        assertThat(model.failedProperty().get()).isTrue();
        assertThat(model.history(Chart.EVENTS).size()).isEqualTo(1);

        source.set(reading(11, 120));
        assertThat(model.failedProperty().get()).isFalse();
        assertThat(model.history(Chart.EVENTS).size()).isEqualTo(2);
        assertThat(model.history(Chart.EVENTS).last("published")).isEqualTo(10);
    }

    @Test
    void theTableHasARowForEachSeries() {
        source.set(reading(1, 20));
        assertThat(model.rows()).as("nobody looks at it").isEmpty();
        model.tableProperty().set(true);
        source.set(reading(2, 60));

        assertThat(model.rows())
                .contains(new SeriesRow(Chart.EVENTS, "published", 40, 30, 40))
                .contains(new SeriesRow(Chart.MEMORY, "heap", 1000, 1000, 1000))
                .contains(new SeriesRow(Chart.CONNECTIONS, "sse", 3, 3, 3))
                .extracting(SeriesRow::key)
                .doesNotHaveDuplicates();
        for (Chart chart : Chart.values()) {
            assertThat(model.rows().stream().filter(row -> row.chart() == chart))
                    .as(chart.name())
                    .hasSize(model.tracks().lines(chart).size());
        }
    }

    @Test
    void theAddressesAreThoseOfHttp() {
        assertThat(model.metricsAddress()).isEqualTo("http://127.0.0.1:8080/metrics");
        assertThat(model.healthAddress()).isEqualTo("http://127.0.0.1:8080/health");
    }

    @Test
    void aRealServerIsMeasuredOnceASecond() throws Exception {
        try (LiveServices live = new LiveServices()) {
            MetricsViewModel real = new MetricsViewModel("", live.sampler.measured(), new FxBridge(Runnable::run));
            live.publish("news", 10);
            live.sampleAfter(Duration.ofMillis(500));
            assertThat(real.tracks().isEmpty()).isTrue();
            live.sampleAfter(Duration.ofMillis(500));

            assertThat(real.history(Chart.EVENTS).last("published")).isEqualTo(10);
            assertThat(real.history(Chart.MEMORY).last("heap")).isPositive();
            assertThat(real.healthProperty().get().orElseThrow().parts())
                    .containsEntry(Health.Part.HUB, Health.Condition.OK)
                    .containsEntry(Health.Part.STORAGE, Health.Condition.NONE);
        }
    }

    private static Measured reading(int second, double published) {
        return new Measured(
                START.plusSeconds(second),
                Optional.of(new Readings()
                        .published(published)
                        .connections(Map.of("sse", 3.0))
                        .figures()),
                Optional.of(WELL));
    }
}
