package dev.pushlab.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.metrics.Health.Condition;
import dev.pushlab.server.metrics.Health.Part;
import dev.pushlab.server.metrics.Health.Status;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.PerAddress;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    @TempDir
    Path folder;

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final AtomicLong nanos = new AtomicLong();
    private final LoopProbe loops = new LoopProbe(nanos::get);

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void isWellAlsoWithoutDataFolder() {
        Health.Report report = health(10).report();

        assertThat(report.status()).isEqualTo(Status.OK);
        assertThat(report.epoch()).isEqualTo(7);
        assertThat(report.parts())
                .containsEntry(Part.HUB, Condition.OK)
                .containsEntry(Part.STORAGE, Condition.NONE)
                .containsEntry(Part.LOOPS, Condition.OK)
                .containsEntry(Part.CONNECTIONS, Condition.OK);
    }

    @Test
    void aFolderThatIsGoneIsToldAndThatItIsBack() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        hub.open(data);
        Health health = health(10);
        assertThat(health.report().parts()).containsEntry(Part.STORAGE, Condition.OK);

        Files.delete(data);
        await().until(() -> health.report().parts().get(Part.STORAGE) == Condition.UNAVAILABLE);
        assertThat(health.report().status()).isEqualTo(Status.DEGRADED);

        Files.createDirectory(data);
        await().until(() -> health.report().status() == Status.OK);
    }

    @Test
    void anEventLoopThatIsStuckIsTold() {
        EmbeddedChannel channel = new EmbeddedChannel();
        loops.watch(List.of(channel.eventLoop()));
        Health health = health(10);
        assertThat(health.report().status()).isEqualTo(Status.OK);
        nanos.addAndGet(2_000_000_000L);

        assertThat(health.report().parts()).containsEntry(Part.LOOPS, Condition.STALLED);
        assertThat(health.report().status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void noRoomForAnotherConnectionIsTold() {
        Health.Report report = health(0).report();

        assertThat(report.parts()).containsEntry(Part.CONNECTIONS, Condition.FULL);
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void aHubThatIsClosedMeansTheEnd() {
        hub.close();

        Health.Report report = health(10).report();
        assertThat(report.status()).isEqualTo(Status.STOPPING);
        assertThat(report.parts()).containsEntry(Part.HUB, Condition.CLOSED);
    }

    private Health health(int connections) {
        ConnectionLimits limits = new ConnectionLimits(connections, PerAddress.of(1), 1, PerAddress.of(1));
        return new Health(hub, new ConnectionRegistry(limits), loops);
    }
}
