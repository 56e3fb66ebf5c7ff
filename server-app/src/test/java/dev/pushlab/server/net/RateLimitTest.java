package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private long now = 17;
    private final RateLimit limit = new RateLimit(10, 2, () -> now);

    @Test
    void grantsABurstAndThenTheAverage() {
        assertThat(taken(100)).isEqualTo(20);

        now += TimeUnit.MILLISECONDS.toNanos(500);
        assertThat(taken(100)).isEqualTo(5);
    }

    @Test
    void accumulatesNoMoreThanTheBurst() {
        taken(100);
        now += TimeUnit.HOURS.toNanos(1);

        assertThat(taken(100)).isEqualTo(20);
    }

    @Test
    void askingTakesNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(limit.allows(20)).isTrue();
        }
        assertThat(limit.allows(21)).isFalse();
    }

    private int taken(int wanted) {
        int taken = 0;
        while (taken < wanted && limit.allows(1)) {
            limit.take(1);
            taken++;
        }
        return taken;
    }
}
