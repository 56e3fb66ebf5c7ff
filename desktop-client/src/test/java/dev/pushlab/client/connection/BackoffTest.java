package dev.pushlab.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void bounds_double_up_to_the_longest_wait() {
        Backoff longest = new Backoff(FIRST, LONGEST, always(true));

        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            waits.add(longest.next().toMillis());
        }

        assertThat(waits).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
        assertThat(longest.attempts()).isEqualTo(9);
    }

    @Test
    void full_jitter_reaches_down_to_the_floor() {
        Backoff shortest = new Backoff(FIRST, LONGEST, always(false));
        for (int i = 0; i < 5; i++) {
            assertThat(shortest.next()).isEqualTo(Backoff.FLOOR);
        }
    }

    @Test
    void no_wait_is_shorter_than_the_least() {
        Duration least = Duration.ofSeconds(21);
        Backoff shortest = new Backoff(least, LONGEST, LONGEST, always(false));
        for (int i = 0; i < 5; i++) {
            assertThat(shortest.next()).isEqualTo(least);
        }
        assertThatThrownBy(() -> new Backoff(LONGEST, least, LONGEST, always(true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Three calls a minute are what a server makes by default: REGISTER at 0, 21, 42 and 63 s at the earliest. */
    @Test
    void registering_again_keeps_to_what_a_server_admits() {
        Timing timing = Timing.DEFAULT;
        assertThat(timing.leastReregister().multipliedBy(3)).isGreaterThan(Duration.ofMinutes(1));
        assertThat(timing.firstReregister()).isGreaterThanOrEqualTo(timing.leastReregister());
    }

    @Test
    void after_many_thousand_failures_the_bound_has_not_overflowed() {
        long seed = System.nanoTime();
        Backoff backoff = new Backoff(FIRST, LONGEST, new Random(seed));
        for (int i = 0; i < 5000; i++) {
            assertThat(backoff.next()).as("seed %d, attempt %d", seed, i).isBetween(Backoff.FLOOR, LONGEST);
        }
    }

    @Test
    void a_reset_begins_anew() {
        Backoff backoff = new Backoff(FIRST, LONGEST, always(true));
        backoff.next();
        backoff.next();

        backoff.reset();

        assertThat(backoff.attempts()).isZero();
        assertThat(backoff.next()).isEqualTo(FIRST);
    }

    @Test
    void impossible_bounds_are_refused() {
        assertThatThrownBy(() -> new Backoff(LONGEST, FIRST, always(true)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, FIRST, always(true)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Always draws the greatest or the least value. */
    private static RandomGenerator always(boolean greatest) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("only ranges are drawn from");
            }

            @Override
            public long nextLong(long origin, long bound) {
                return greatest ? bound - 1 : origin;
            }
        };
    }
}
