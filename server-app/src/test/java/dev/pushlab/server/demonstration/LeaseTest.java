package dev.pushlab.server.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.net.EventLoops;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseTest {
    private final EventLoops loops = new EventLoops(1);
    private final AtomicInteger ends = new AtomicInteger();

    @AfterEach
    void close() {
        loops.close();
    }

    @Test
    void endsWhenNobodyRenewsIt() {
        Lease lease = new Lease(loops, Duration.ofMillis(1), Duration.ofHours(1), ends::incrementAndGet);
        await().until(() -> ends.get() == 1);
        lease.close();
        assertThat(ends).hasValue(1);
    }

    @Test
    void endsAfterAWhileHoweverOftenItIsRenewed() {
        Lease lease = new Lease(loops, Duration.ofHours(1), Duration.ofMillis(1), ends::incrementAndGet);
        await().until(() -> {
            lease.renew();
            return ends.get() == 1;
        });
        assertThat(lease.left()).isZero();
    }

    @Test
    void endsOnceWhenItIsClosed() {
        Lease lease = new Lease(loops, Duration.ofHours(1), Duration.ofHours(1), ends::incrementAndGet);
        assertThat(lease.left()).isPositive();
        lease.close();
        lease.close();
        assertThat(ends).hasValue(1);
    }
}
