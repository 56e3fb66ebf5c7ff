package dev.pushlab.server.console.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.server.console.LiveServices;
import dev.pushlab.server.console.chart.LineChart;
import dev.pushlab.server.console.overview.OverviewViewModel.Measure;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverviewViewModelTest {
    private LiveServices live;
    private OverviewViewModel model;

    @BeforeEach
    void start() throws Exception {
        live = new LiveServices();
        model = new OverviewViewModel(live.services, live.sampler, new FxBridge(Runnable::run));
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void countsWhatWasPublishedAndDrawsItByTopic() {
        live.publish("news", 10);
        live.publish("stocks", 30);
        live.sampleAfter(Duration.ofSeconds(2));

        assertThat(model.figuresProperty().get().events()).isEqualTo(40);
        OverviewViewModel.Chart chart = model.chartProperty().get();
        assertThat(chart.measure()).isEqualTo(Measure.EVENTS);
        assertThat(chart.series()).containsExactly("stocks", "news");
        assertThat(chart.history().size()).isEqualTo(1);
        assertThat(chart.history().last("stocks")).isEqualTo(15);
        assertThat(chart.history().last("news")).isEqualTo(5);
    }

    @Test
    void drawsNoMoreLinesThanThereAreColours() {
        for (int i = 1; i <= LineChart.MAX_SERIES + 3; i++) {
            live.publish("topic-" + i, i);
        }
        live.sampleAfter(Duration.ofSeconds(1));

        assertThat(model.chartProperty().get().series())
                .hasSize(LineChart.MAX_SERIES)
                .startsWith("topic-8");
    }

    @Test
    void goesOverToBytesByTechniqueAndBack() throws Exception {
        TestClient client = new TestClient("alice");
        try {
            Recorder session = client.connect(live.server.tcpAddress());
            session.welcome();
            live.sampleAfter(Duration.ofSeconds(1));

            model.measureProperty().set(Measure.BYTES);

            assertThat(model.chartProperty().get().measure()).isEqualTo(Measure.BYTES);
            assertThat(model.chartProperty().get().series()).containsExactly("binary");
            assertThat(model.chartProperty().get().history().last("binary")).isPositive();
            assertThat(model.figuresProperty().get().bytesPerSecond()).isPositive();
            model.measureProperty().set(Measure.EVENTS);
            assertThat(model.chartProperty().get().series()).isEmpty();
        } finally {
            client.close();
        }
    }

    @Test
    void countsConnectionsByTechniqueAndLeavesOutWhatServesNobody() throws Exception {
        assertThat(model.byTechniqueProperty().get()).isEmpty();
        TestClient client = new TestClient("alice");
        try {
            client.connect(live.server.tcpAddress()).session();
            client.connect(live.server.tcpAddress()).session();
            live.sampleAfter(Duration.ofSeconds(1));

            assertThat(model.byTechniqueProperty().get()).hasSize(1).containsEntry("binary", 2);
        } finally {
            client.close();
        }
        await().until(() -> live.server.connections().count() == 0);
        live.sampleAfter(Duration.ofSeconds(1));
        assertThat(model.byTechniqueProperty().get()).isEmpty();
    }
}
