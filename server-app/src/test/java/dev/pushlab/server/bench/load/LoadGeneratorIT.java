package dev.pushlab.server.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.bench.target.ProcessFiles;
import dev.pushlab.server.bench.target.PushlabTarget;
import dev.pushlab.server.bench.target.ServerProcess;
import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.bench.wire.PushlabDialect;
import dev.pushlab.server.net.EventLoops;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small load on a server that is a process of its own. */
class LoadGeneratorIT {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everybodyReceivesEverything(PushlabDialect dialect) throws Exception {
        try (ServerProcess server = new PushlabTarget(dialect).start(folder);
                EventLoops loops = new EventLoops(1);
                LoadGenerator generator = generator(loops, server, dialect, 0, 1, 128)) {
            generator.open(DEADLINE);

            Window closed = generator.closedLoop(5, Duration.ofMillis(300), Duration.ofMillis(500));
            assertThat(closed.deliveries()).isGreaterThanOrEqualTo(500);
            assertThat(closed.bytesPerDelivery()).isGreaterThanOrEqualTo(128);

            Histogram latency = new Histogram();
            Window open = generator.openLoop(50, Duration.ofMillis(100), Duration.ofSeconds(1), latency);
            assertThat(open.deliveries()).isPositive();
            // 50 of them, or 51 with one exactly at the end, to ten subscribers.
            assertThat(latency.count()).isBetween(400L, 510L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void topicsStayApart(PushlabDialect dialect) throws Exception {
        try (ServerProcess server = new PushlabTarget(dialect).start(folder);
                EventLoops loops = new EventLoops(1);
                LoadGenerator generator = generator(loops, server, dialect, 0, 3, 16)) {
            generator.open(DEADLINE);

            assertThat(deliveries(generator, 6)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void onePublisherIsEnoughForManyTopics(PushlabDialect dialect) throws Exception {
        try (ServerProcess server = new PushlabTarget(dialect).start(folder);
                EventLoops loops = new EventLoops(1);
                LoadGenerator generator = generator(loops, server, dialect.forManyTopics(), 0, 10, 70_000)) {
            generator.open(DEADLINE);

            // More than may be unanswered on one connection of a publisher.
            assertThat(deliveries(generator, 50)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOthersReceiveEverythingWhileOneTakesNothing(PushlabDialect dialect) throws Exception {
        try (ServerProcess server = new PushlabTarget(dialect).start(folder);
                EventLoops loops = new EventLoops(1);
                LoadGenerator generator = generator(loops, server, dialect, 1, 1, 8192)) {
            generator.open(DEADLINE);

            // Much more than the kernel stores for it.
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (generator.published() < 2_000 && System.nanoTime() < deadline) {
                generator.closedLoop(50, Duration.ZERO, Duration.ofMillis(300));
            }

            assertThat(generator.stalls()).hasSize(1);
            Stall stall = generator.stalls().get(0);
            double kernel = ProcessFiles.queuedBytes(server.address().getPort(), stall.port());
            assertThat(stall.closedByServer()).isFalse();
            assertThat(stall.received() + kernel).isLessThan(generator.published() * 8192.0);
        }
    }

    private static LoadGenerator generator(
            EventLoops loops, ServerProcess server, Dialect dialect, int stalled, int topics, int bytes) {
        return new LoadGenerator(
                new Load(dialect, server.address(), server.publishing(), 10, stalled, topics, bytes),
                loops,
                server::cpuMicros,
                () -> Double.NaN);
    }

    /** What arrives within a moment; of a server that has just been started, within the first moment in which it does. */
    private static long deliveries(LoadGenerator generator, int inFlight) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        long deliveries;
        do {
            deliveries = generator
                    .closedLoop(inFlight, Duration.ofMillis(100), Duration.ofMillis(300))
                    .deliveries();
        } while (deliveries == 0 && System.nanoTime() < deadline);
        return deliveries;
    }
}
