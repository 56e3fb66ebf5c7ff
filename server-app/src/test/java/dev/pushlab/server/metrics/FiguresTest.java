package dev.pushlab.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.StorageStats;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.hub.TopicSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sits before the server sees what monitoring systems see. */
class FiguresTest {
    @TempDir
    Path folder;

    @Test
    void areWhatMetricsSay() throws IOException {
        try (PushlabServer server = new PushlabServer(ServerOptions.defaults().withData(folder))) {
            server.start();
            Topic durable = new Topic("orders");
            TopicSettings settings = new TopicSettings(true, new Retention(100, 1 << 20, Optional.empty()));
            server.hub().configure(durable, settings).toCompletableFuture().join();
            publish(server, durable, 3);
            publish(server, new Topic("news"), 4);
            try (Subscription reader = server.hub().subscribe(durable, Position.EARLIEST, () -> {})) {
                assertThat(reader.poll(2, 1 << 20).events()).hasSize(2);
            }

            // A group is counted when all of its publishers have been told.
            await().until(() ->
                    server.metrics().figures().commits().orElseThrow().events() == 3);
            Figures figures = server.metrics().figures();
            Map<String, Double> text = lines(server.metrics().scrape("text/plain; version=0.0.4"));

            assertThat(figures.published()).isEqualTo(7).isEqualTo(sum(text, "pushlab_topic_events_total"));
            assertThat(figures.delivered()).isEqualTo(2).isEqualTo(sum(text, "pushlab_topic_delivered_events_total"));
            Figures.Commits commits = figures.commits().orElseThrow();
            assertThat(commits.groups()).isEqualTo(3).isEqualTo(sum(text, "pushlab_commit_seconds_count"));
            assertThat(commits.events()).isEqualTo(3).isEqualTo(sum(text, "pushlab_commit_events_total"));
            assertThat(commits.refused()).isZero().isEqualTo(sum(text, "pushlab_commit_refused_events_total"));
            assertThat(commits.seconds()).isPositive().isEqualTo(sum(text, "pushlab_commit_seconds_sum"));
            assertThat(commits.usableBytes()).isPositive();
            assertThat(commits.within()).hasSize(StorageStats.BOUNDS.size() + 1);
            assertThat(commits.within()).contains(entry(Double.POSITIVE_INFINITY, 3.0));
            assertThat(text).containsEntry("pushlab_commit_seconds_bucket{le=\"+Inf\"}", 3.0);
            assertThat(figures.memory().heapMost())
                    .isPositive()
                    .isEqualTo(sum(text, key -> key.startsWith("jvm_memory_max_bytes{area=\"heap\"")));
            assertThat(figures.memory().heap()).isPositive();
            assertThat(text).containsKey("pushlab_storage_usable_bytes");
            assertThat(text.keySet())
                    .anyMatch(key -> key.startsWith("netty_eventexecutor_tasks_pending{"))
                    .anyMatch(key -> key.startsWith("pushlab_event_loop_delay_seconds{"))
                    .anyMatch(key ->
                            key.startsWith("netty_allocator_memory_used{") && key.contains("memory_type=\"direct\""));
        }
    }

    @Test
    void withoutDataFolderThereAreNoCommits() throws IOException {
        try (PushlabServer server = new PushlabServer(ServerOptions.defaults())) {
            server.start();
            assertThat(server.metrics().figures().commits()).isEmpty();
            assertThat(server.metrics().scrape("text/plain; version=0.0.4")).doesNotContain("pushlab_commit");
        }
    }

    private static void publish(PushlabServer server, Topic topic, int number) {
        for (int i = 0; i < number; i++) {
            server.hub()
                    .publish(topic, EventDraft.text("x"))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static Map<String, Double> lines(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(
                                line.substring(line.lastIndexOf(' ') + 1).replace("Inf", "Infinity"))));
    }

    private static double sum(Map<String, Double> lines, String name) {
        return sum(lines, key -> key.equals(name) || key.startsWith(name + "{"));
    }

    private static double sum(Map<String, Double> lines, Predicate<String> which) {
        return lines.entrySet().stream()
                .filter(line -> which.test(line.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
