package dev.pushlab.server.technique.websocket.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginCheckTest {
    /** Clocks for differences may be negative, and may overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, -600_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void comesBackByItself(long start) {
        AtomicLong now = new AtomicLong(start);
        OriginCheck check = new OriginCheck(now::get);
        assertThat(check.offFor()).isZero();
        check.on(false);
        assertThat(check.offFor()).isBetween(OriginCheck.LONGEST, OriginCheck.LONGEST.plusNanos(1));
        now.addAndGet(Duration.ofMinutes(9).toNanos());
        assertThat(check.offFor())
                .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(1).plusNanos(1));
        now.addAndGet(Duration.ofMinutes(1).toNanos() + 1);
        assertThat(check.offFor()).isZero();
        check.on(false);
        check.on(true);
        assertThat(check.offFor()).isZero();
    }
}
