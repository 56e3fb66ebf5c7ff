package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Entry for the Jazzer fuzzer: the file of a topic's durable subscriptions. An ordinary test run replays the seeds in the
 * resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code
 * -Dtest=DurableSubscriptionsFuzzTest} searches for new inputs.
 */
class DurableSubscriptionsFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:04:05Z");
    private static final SubscriptionName FRESH = new SubscriptionName("token:fuzz", "fresh");

    /** Whatever is in the file, it is put aside as it was, or all of it is kept when a subscription is added. */
    @FuzzTest(maxDuration = "5m")
    void subscriptions(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("subscriptions-fuzz");
        try {
            Files.write(folder.resolve("subscriptions"), bytes);
            DurableSubscriptions found = restored(folder);
            List<DurableStats> before = found.stats();
            Path aside = folder.resolve("damaged-subscriptions");
            if (Files.exists(aside)) {
                assertThat(before).isEmpty();
                assertThat(Files.readAllBytes(aside)).isEqualTo(bytes);
            }
            if (found.find(FRESH) != null || found.count() == DurableSubscriptions.MAX) {
                return;
            }
            found.put(FRESH, DurableOptions.DEFAULT, Position.NOW, folder);
            assertThat(restored(folder).stats()).containsAll(before).hasSize(before.size() + 1);
            found.maintain(folder, NOW);
            assertThat(found.find(FRESH)).isNotNull();
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static DurableSubscriptions restored(Path folder) throws IOException {
        Retention bounds = new Retention(10, 1 << 20, Optional.empty());
        TopicLog log = new TopicLog(
                new Topic("news"), 1, 41, new TopicSettings(true, bounds), Clock.fixed(NOW, ZoneOffset.UTC), () -> {});
        DurableSubscriptions subscriptions = new DurableSubscriptions(log);
        subscriptions.restore(folder);
        return subscriptions;
    }
}
