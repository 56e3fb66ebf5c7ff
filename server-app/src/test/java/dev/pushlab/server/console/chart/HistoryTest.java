package dev.pushlab.server.console.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final History history = new History(5);

    @Test
    void keepsTheNewestPointsOnly() {
        for (int second = 1; second <= 12; second++) {
            add(second, Map.of("a", (double) second));
        }

        assertThat(history.size()).isEqualTo(5);
        assertThat(history.millis(0)).isEqualTo(START.plusSeconds(8).toEpochMilli());
        assertThat(history.value("a", 0)).isEqualTo(8);
        assertThat(history.last("a")).isEqualTo(12);
        assertThat(history.most("a")).isEqualTo(12);
        assertThat(history.mean("a")).isEqualTo(10);
    }

    @Test
    void aSeriesThatComesLaterWasZeroBefore() {
        add(1, Map.of("a", 1.0));
        add(2, Map.of("a", 1.0, "late", 7.0));

        assertThat(history.value("late", 0)).isZero();
        assertThat(history.last("late")).isEqualTo(7);
    }

    @Test
    void aSeriesThatHasGoneIsForgottenWhenTheLastOfItIs() {
        add(1, Map.of("gone", 3.0));
        for (int second = 2; second <= 5; second++) {
            add(second, Map.of());
        }
        assertThat(history.largest(9)).containsExactly("gone");
        assertThat(history.hasAnything()).isTrue();
        add(6, Map.of());
        assertThat(history.largest(9)).isEmpty();
        assertThat(history.hasAnything()).isFalse();
    }

    @Test
    void theLargestComeFirstAndWhatWasAlwaysZeroNotAtAll() {
        add(1, Map.of("low", 1.0, "middle", 5.0, "high", 9.0, "none", 0.0));
        add(2, Map.of("low", 1.0, "middle", 45.0, "high", 1.0, "none", 0.0));

        assertThat(history.largest(2)).containsExactly("middle", "high");
        assertThat(history.largest(9)).containsExactly("middle", "high", "low");
    }

    @Test
    void whatIsNotKnownDisturbsNothing() {
        assertThat(history.last("a")).isNaN();
        add(1, Map.of("a", Double.NaN));
        assertThat(history.most("a")).isNaN();
        assertThat(history.mean("a")).isNaN();
        assertThat(history.hasAnything()).isFalse();
        add(2, Map.of("a", 4.0));
        add(3, Map.of("a", Double.NaN));

        assertThat(history.last("a")).isNaN();
        assertThat(history.most("a")).isEqualTo(4);
        assertThat(history.mean("a")).isEqualTo(4);
    }

    @Test
    void aCopyStaysAsItIs() {
        add(1, Map.of("a", 1.0));
        History copy = history.copy();
        add(2, Map.of("a", 2.0));

        assertThat(copy.size()).isEqualTo(1);
        assertThat(copy.last("a")).isEqualTo(1);
        assertThat(history.last("a")).isEqualTo(2);
    }

    private void add(int second, Map<String, Double> values) {
        history.add(START.plusSeconds(second), values);
    }
}
