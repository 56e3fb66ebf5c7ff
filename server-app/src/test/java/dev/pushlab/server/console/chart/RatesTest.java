package dev.pushlab.server.console.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Rates rates = new Rates();

    @Test
    void aRateNeedsTwoLooksAtLeastASecondApart() {
        assertThat(rates.of(START, Map.of("a", 10.0))).isEmpty();
        assertThat(rates.of(START.plusMillis(500), Map.of("a", 15.0))).isEmpty();
        assertThat(rates.of(START.plusMillis(1000), Map.of("a", 30.0))).contains(Map.of("a", 20.0));
    }

    @Test
    void ratesArePerSecondWhateverPassedBetweenTheLooks() {
        rates.of(START, Map.of("a", 0.0));
        assertThat(rates.of(START.plusSeconds(4), Map.of("a", 10.0))).contains(Map.of("a", 2.5));
    }

    @Test
    void aSeriesThatComesLaterCountsFromZero() {
        rates.of(START, Map.of());
        assertThat(rates.of(START.plusSeconds(1), Map.of("late", 7.0))).contains(Map.of("late", 7.0));
    }

    @Test
    void aCounterThatStandsOrFallsBackIsNoRate() {
        rates.of(START, Map.of("still", 5.0, "reset", 5.0));
        assertThat(rates.of(START.plusSeconds(1), Map.of("still", 5.0, "reset", 1.0)))
                .contains(Map.of());
    }
}
