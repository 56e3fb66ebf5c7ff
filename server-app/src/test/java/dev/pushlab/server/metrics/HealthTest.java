package dev.pushlab.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.metrics.Health.Condition;
import dev.pushlab.server.metrics.Health.Part;
import dev.pushlab.server.metrics.Health.Status;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
        ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.of(1, 1));
        Health health = new Health(hub, registry, loops);
        EmbeddedChannel only = new EmbeddedChannel(new HttpInitializer(
                registry,
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.random()), true, Set.of(), Set.of()),
                new HttpRoutes.Builder().build()));

        Health.Report report = health.report();

        assertThat(report.parts()).containsEntry(Part.CONNECTIONS, Condition.FULL);
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        only.finishAndReleaseAll();
        assertThat(health.report().status()).isEqualTo(Status.OK);
    }

    @Test
    void aTopicThatCannotBeReadIsTold() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        hub.open(data);
        Topic news = new Topic("news");
        TopicSettings durable = new TopicSettings(true, new Retention(10, 10_000, Optional.empty()));
        hub.configure(news, durable).toCompletableFuture().join();
        hub.close();
        try (Stream<Path> files = Files.find(data, 3, (file, of) -> file.endsWith("settings.properties"))) {
            Files.writeString(files.findFirst().orElseThrow(), "durable=perhaps");
        }
        Hub next = new Hub(HubOptions.DEFAULT, 2, Clock.systemUTC());
        next.open(data);
        Health health = new Health(next, new ConnectionRegistry(ConnectionLimits.of(1, 1)), loops);

        assertThat(health.report().parts()).containsEntry(Part.STORAGE, Condition.UNAVAILABLE);
        assertThat(health.report().status()).isEqualTo(Status.DEGRADED);
        next.close();
    }

    @Test
    void aHubThatIsClosedMeansTheEnd() {
        hub.close();

        Health.Report report = health(10).report();
        assertThat(report.status()).isEqualTo(Status.STOPPING);
        assertThat(report.parts()).containsEntry(Part.HUB, Condition.CLOSED);
    }

    private Health health(int connections) {
        return new Health(hub, new ConnectionRegistry(ConnectionLimits.of(connections, connections)), loops);
    }
}
