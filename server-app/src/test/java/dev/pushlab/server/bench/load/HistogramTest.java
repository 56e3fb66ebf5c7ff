package dev.pushlab.server.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void isExactForSmallValues() {
        for (int i = 1; i <= 100; i++) {
            histogram.record(i);
        }
        assertThat(histogram.count()).isEqualTo(100);
        assertThat(histogram.percentile(50)).isEqualTo(50);
        assertThat(histogram.percentile(99)).isEqualTo(99);
        assertThat(histogram.percentile(100)).isEqualTo(100);
    }

    @Test
    void isWrongByAtMostASixtyFourthForLargeOnes() {
        for (long value = 128; value < 1L << 60; value = value * 5 / 3) {
            Histogram one = new Histogram();
            one.record(value);
            assertThat((double) one.percentile(99)).isCloseTo(value, within(value / 64.0));
            assertThat(one.percentile(99)).isGreaterThanOrEqualTo(value);
        }
    }

    @Test
    void takesEveryValue() {
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);
        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void hasNoPercentileOfNothing() {
        assertThatIllegalStateException().isThrownBy(() -> histogram.percentile(50));
    }
}
