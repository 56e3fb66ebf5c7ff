package dev.pushlab.server.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RateHistory history = new RateHistory();

    @Test
    void aPointNeedsTwoLooksAtLeastASecondApart() {
        assertThat(history.add(START, Map.of("a", 10L))).isFalse();
        assertThat(history.add(START.plusMillis(500), Map.of("a", 15L))).isFalse();
        assertThat(history.add(START.plusMillis(1000), Map.of("a", 30L))).isTrue();

        assertThat(history.points()).singleElement().satisfies(point -> {
            assertThat(point.of("a")).isEqualTo(20.0);
            assertThat(point.of("b")).isZero();
        });
    }

    @Test
    void ratesArePerSecondWhateverPassedBetweenTheLooks() {
        history.add(START, Map.of("a", 0L));
        history.add(START.plusSeconds(4), Map.of("a", 10L));

        assertThat(history.points().get(0).of("a")).isEqualTo(2.5);
    }

    @Test
    void aSeriesThatComesLaterCountsFromZero() {
        history.add(START, Map.of());
        history.add(START.plusSeconds(1), Map.of("late", 7L));

        assertThat(history.points().get(0).of("late")).isEqualTo(7.0);
    }

    @Test
    void aCounterThatStandsOrFallsBackIsNoRate() {
        history.add(START, Map.of("still", 5L, "reset", 5L));
        history.add(START.plusSeconds(1), Map.of("still", 5L, "reset", 1L));

        assertThat(history.points().get(0).perSecond()).isEmpty();
    }

    @Test
    void keepsOneMinute() {
        for (int second = 0; second <= 100; second++) {
            history.add(START.plusSeconds(second), Map.of("a", (long) second * second));
        }

        assertThat(history.points()).hasSize(RateHistory.SECONDS);
        assertThat(history.points().get(0).at()).isEqualTo(START.plusSeconds(41));
        assertThat(history.points().get(59).of("a")).isEqualTo(199.0);
    }

    @Test
    void theBusiestOfTheMinuteComeFirst() {
        history.add(START, Map.of());
        history.add(START.plusSeconds(1), Map.of("low", 1L, "middle", 5L, "high", 9L));
        history.add(START.plusSeconds(2), Map.of("low", 2L, "middle", 50L, "high", 10L));

        assertThat(history.busiest(2)).containsExactly("middle", "high");
    }
}
