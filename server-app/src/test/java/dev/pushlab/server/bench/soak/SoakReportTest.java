package dev.pushlab.server.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.server.bench.soak.Sample.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SoakReportTest {
    private static final double MIB = 1 << 20;

    private final Tally tally = new Tally();

    @Test
    void passesWhenNothingGrowsAndNothingStays() {
        assertThat(report(i -> Map.of(), Map.of()).complaints()).isEmpty();
    }

    @Test
    void growthDuringTheWarmUpIsNone() {
        assertThat(report(i -> Map.of(Figure.HEAP, i < 15 ? i * MIB : 15 * MIB), Map.of())
                        .complaints())
                .isEmpty();
    }

    @Test
    void namesWhatGrew() {
        SoakReport report = report(i -> Map.of(Figure.HEAP, (20 + i) * MIB), Map.of());
        assertThat(report.passed()).isFalse();
        assertThat(report.complaints()).singleElement().asString().startsWith("heap bytes grew from ");
        assertThat(report.markdown()).contains("FAILED").contains("heap bytes grew");
    }

    @Test
    void namesWhatStayedWhenEverybodyHadLeft() {
        assertThat(report(i -> Map.of(), Map.of(Figure.SUBSCRIPTIONS, 9.0)).complaints())
                .containsExactly("subscriptions stayed: 0 before, 9 after everybody had left");
    }

    @Test
    void failsWhenAMessageIsLostOrComesTwice() {
        tally.received(7, 7);
        assertThat(report(i -> Map.of(), Map.of()).passed()).isTrue();
        tally.received(9, 8);
        assertThat(report(i -> Map.of(), Map.of()).passed()).isFalse();
        assertThat(tally.toString()).contains("lost 1, duplicated 0");
        tally.received(9, 10);
        assertThat(tally.toString()).contains("lost 1, duplicated 1");
    }

    @Test
    void saysNothingOfGrowthWhenItWasTooShort() {
        SoakReport report =
                new SoakReport(1, Duration.ofSeconds(10), sample(Map.of()), List.of(), sample(Map.of()), tally);
        assertThat(report.passed()).isFalse();
        assertThat(report.markdown()).contains("too short");
    }

    @Test
    void readsWhatTheMetricsSay() throws IOException {
        String metrics = """
                # HELP pushlab_connections open now
                pushlab_connections{technique="sse"} 3.0
                pushlab_connections{technique="none"} 1.0
                pushlab_topic_subscriptions{topic="a"} 2.0
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 1.5E7
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.9E7
                netty_allocator_memory_used{allocator_type="A",id="1",memory_type="direct"} 131072.0
                netty_allocator_memory_used{allocator_type="A",id="1",memory_type="heap"} 7.0
                jvm_threads_live_threads 9.0
                """;
        Sample sample = Sample.of(10, metrics, 20);
        assertThat(sample.values())
                .containsEntry(Figure.CONNECTIONS, 4.0)
                .containsEntry(Figure.SUBSCRIPTIONS, 2.0)
                .containsEntry(Figure.HEAP, 1.5E7)
                .containsEntry(Figure.BUFFERS, 131072.0)
                .containsEntry(Figure.THREADS, 9.0)
                .containsEntry(Figure.FILES, 20.0);
        assertThatThrownBy(() -> Sample.of(10, metrics.replace("jvm_threads", "other"), 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("jvm_threads_live_threads");
    }

    /** 60 samples; what is not given is the same all the time. */
    private SoakReport report(IntFunction<Map<Figure, Double>> values, Map<Figure, Double> after) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            samples.add(sample(values.apply(i)));
        }
        return new SoakReport(1, Duration.ofMinutes(10), sample(Map.of()), samples, sample(after), tally);
    }

    private static Sample sample(Map<Figure, Double> values) {
        Map<Figure, Double> all = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            all.put(figure, figure == Figure.HEAP ? 20 * MIB : 0.0);
        }
        all.putAll(values);
        return new Sample(0, all);
    }
}
