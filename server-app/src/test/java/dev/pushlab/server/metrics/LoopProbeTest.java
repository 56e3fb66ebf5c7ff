package dev.pushlab.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopProbeTest {
    /** Its event loop does something only when it is told to. */
    private final EmbeddedChannel channel = new EmbeddedChannel();

    private final AtomicLong nanos = new AtomicLong(5);
    private final LoopProbe probe = new LoopProbe(nanos::get);

    @Test
    void tellsHowLongTheLastTaskWaited() {
        probe.watch(List.of(channel.eventLoop()));
        assertThat(probe.delays()).isEqualTo(Map.of("loop-1", 0.0));
        nanos.addAndGet(3_000_000);
        channel.runPendingTasks();
        nanos.addAndGet(900_000_000);

        assertThat(probe.delays()).isEqualTo(Map.of("loop-1", 0.003));
    }

    @Test
    void aTaskThatStillWaitsCountsAsSoonAsItHasWaitedLonger() {
        probe.watch(List.of(channel.eventLoop()));
        probe.delays();
        nanos.addAndGet(2_500_000_000L);
        assertThat(probe.delays()).isEqualTo(Map.of("loop-1", 2.5));
        nanos.addAndGet(500_000_000L);
        assertThat(probe.delays()).isEqualTo(Map.of("loop-1", 3.0));

        channel.runPendingTasks();
        assertThat(probe.delays()).as("the whole wait, once").isEqualTo(Map.of("loop-1", 3.0));
        channel.runPendingTasks();
        assertThat(probe.delays()).isEqualTo(Map.of("loop-1", 0.0));
    }
}
