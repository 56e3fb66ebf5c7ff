package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that outlive the hub. */
@Timeout(120)
class DurableHubTest {
    private static final Topic NEWS = new Topic("News");
    private static final Retention PLENTY = new Retention(100_000, 32 << 20, Optional.empty());
    private static final TopicSettings DURABLE = new TopicSettings(true, PLENTY);

    @TempDir
    Path folder;

    private final AdjustableClock clock = new AdjustableClock();
    private long epoch = 100;
    private Hub hub;

    @AfterEach
    void close() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void settingsEventsOffsetsAndEpochOutliveTheRun() throws IOException {
        start();
        configure(NEWS, DURABLE);
        Event first = publish("one");
        Event second = publish("two");
        restart();
        assertThat(hub.topics()).singleElement().satisfies(stats -> {
            assertThat(stats.settings()).isEqualTo(DURABLE);
            assertThat(stats.last()).isEqualTo(second.id());
            assertThat(stats.events()).isZero();
        });
        assertThat(all(NEWS)).containsExactly(first, second);
        assertThat(publish("three").id()).isEqualTo(second.id().next());
        try (Subscription resumed = hub.subscribe(NEWS, Position.after(first.id()), () -> {})) {
            assertThat(resumed.recovered()).isTrue();
            assertThat(resumed.poll(10, 1 << 20).events()).hasSize(2);
        }
    }

    @Test
    void anEphemeralTopicKeepsItsSettingsAndNothingElse() throws IOException {
        start();
        TopicSettings brief = new TopicSettings(false, new Retention(3, 10_000, Optional.of(Duration.ofHours(1))));
        configure(NEWS, brief);
        Event event = publish("one");
        restart();
        assertThat(hub.topics()).singleElement().satisfies(stats -> {
            assertThat(stats.settings()).isEqualTo(brief);
            assertThat(stats.last()).isEqualTo(new EventId(epoch, 0));
        });
        assertThat(event.id().epoch()).isNotEqualTo(epoch);
        for (int i = 0; i < 5; i++) {
            publish("x");
        }
        assertThat(all(NEWS)).hasSize(3);
    }

    @Test
    void aTopicBecomesDurableWithWhatItHasAndLetsGoOfItAgain() throws IOException {
        start();
        Event before = publish("before");
        configure(NEWS, DURABLE);
        Event after = publish("after");
        assertThat(after.id()).isEqualTo(before.id().next());
        restart();
        assertThat(all(NEWS)).containsExactly(before, after);

        configure(NEWS, new TopicSettings(false, PLENTY));
        assertThat(publish("ephemeral").id()).isEqualTo(after.id().next());
        assertThat(all(NEWS)).hasSize(3);
        assertThat(segments()).isEmpty();
        restart();
        assertThat(all(NEWS)).isEmpty();
    }

    @Test
    void switchingUnderLoadLosesDuplicatesAndReordersNothing() throws Exception {
        start();
        configure(NEWS, new TopicSettings(false, PLENTY));
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread publisher = new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
                hub.publish(NEWS, EventDraft.text(Integer.toString(i))).exceptionally(failure -> {
                    failures.add(failure);
                    return null;
                });
            }
        });
        publisher.start();
        boolean durable = false;
        while (publisher.isAlive()) {
            durable = !durable;
            configure(NEWS, new TopicSettings(durable, PLENTY));
        }
        publisher.join();
        configure(NEWS, DURABLE);
        assertThat(failures).isEmpty();
        List<Event> events = all(NEWS);
        assertThat(events).hasSize(20_000);
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).payload().toText()).isEqualTo(Integer.toString(i));
        }
        restart();
        assertThat(all(NEWS)).isEqualTo(events);
    }

    @Test
    void groupsKeepEachPublishersOrderAndEverythingAcknowledgedIsThereAfterReopening() throws Exception {
        start();
        List<Topic> topics = List.of(NEWS, new Topic("news"), new Topic(".."), new Topic("con"));
        for (Topic topic : topics) {
            configure(topic, DURABLE);
        }
        Map<EventId, String> acknowledged = new ConcurrentHashMap<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> publishers = new ArrayList<>();
        for (int p = 0; p < 8; p++) {
            int publisher = p;
            Topic topic = topics.get(p % topics.size());
            publishers.add(new Thread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    String data = topic + "/" + publisher + "/" + i;
                    var done = hub.publish(topic, EventDraft.text(data)).toCompletableFuture();
                    done.whenComplete((event, failure) -> {
                        if (failure != null) {
                            failures.add(failure);
                        } else if (topic.equals(NEWS)) {
                            acknowledged.put(event.id(), data);
                        }
                    });
                    if (i % 100 == 99) {
                        done.join();
                    }
                }
            }));
        }
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        restart();
        assertThat(failures).isEmpty();
        assertThat(acknowledged).hasSize(2_000);
        for (Event event : all(NEWS)) {
            assertThat(event.payload().toText()).isEqualTo(acknowledged.remove(event.id()));
        }
        assertThat(acknowledged).isEmpty();
        for (Topic topic : topics) {
            Map<String, Integer> next = new ConcurrentHashMap<>();
            long offset = 0;
            for (Event event : all(topic)) {
                String[] parts = event.payload().toText().split("/");
                assertThat(parts[0]).isEqualTo(topic.name());
                assertThat(event.id().offset()).isEqualTo(++offset);
                assertThat(Integer.parseInt(parts[2])).isEqualTo(next.merge(parts[1], 1, Integer::sum) - 1);
            }
            assertThat(offset).isEqualTo(2_000);
        }
    }

    @Test
    void subscribersSeeAnEventOnlyWhenItIsOnDisk() throws IOException {
        start();
        configure(NEWS, DURABLE);
        List<Long> onDisk = new CopyOnWriteArrayList<>();
        try (Subscription subscription = hub.subscribe(NEWS, Position.NOW, () -> onDisk.add(logBytes()))) {
            subscription.start();
            long before = logBytes();
            Event event = publish("x".repeat(10_000));
            assertThat(onDisk)
                    .isNotEmpty()
                    .allSatisfy(bytes -> assertThat(bytes).isGreaterThan(before + 10_000));
            assertThat(subscription.poll(1, 1 << 20).events()).containsExactly(event);
        }
    }

    @Test
    void keepsByCountBytesAndAgeInMemoryAndGivesSegmentsBack() throws IOException {
        start();
        configure(NEWS, new TopicSettings(true, new Retention(50, 1 << 20, Optional.of(Duration.ofMinutes(10)))));
        for (int i = 0; i < 300; i++) {
            publish("x".repeat(10_000));
        }
        assertThat(all(NEWS)).hasSize(50);
        await().until(() -> logBytes() < 900_000);
        restart();
        assertThat(all(NEWS)).hasSize(50);

        configure(NEWS, new TopicSettings(true, new Retention(50, 101_900, Optional.of(Duration.ofMinutes(10)))));
        assertThat(all(NEWS)).hasSize(10);

        clock.now = clock.now.plus(Duration.ofMinutes(9));
        Event late = publish("late");
        clock.now = clock.now.plus(Duration.ofMinutes(2));
        assertThat(all(NEWS)).containsExactly(late);
        clock.now = clock.now.plus(Duration.ofMinutes(9));
        assertThat(all(NEWS)).isEmpty();
        await().until(() -> logBytes() < 100);
        restart();
        assertThat(publish("next").id()).isEqualTo(late.id().next());
    }

    @Test
    void aDamagedHistoryBeginsANewEpochAndAResumingSubscriberIsTold() throws IOException {
        start();
        configure(NEWS, DURABLE);
        Event first = publish("one");
        publish("two");
        hub.close();
        Path segment = segments().get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 10] ^= 1;
        Files.write(segment, bytes);
        restart();
        try (Subscription resumed = hub.subscribe(NEWS, Position.after(first.id()), () -> {})) {
            assertThat(resumed.recovered()).isFalse();
            Batch batch = resumed.poll(10, 1 << 20);
            assertThat(batch.gap()).isPresent();
            assertThat(batch.events()).singleElement().satisfies(event -> {
                assertThat(event.id()).isEqualTo(new EventId(epoch, 1));
                assertThat(event.payload().toText()).isEqualTo("one");
            });
        }
        assertThat(publish("three").id()).isEqualTo(new EventId(epoch, 2));
    }

    /** The folder of a topic is replaced by a file: nothing can be begun in it, for whatever user the tests run. */
    @Test
    void anUnwritableFolderIsToldToThePublisherReadingGoesOnAndWritingComesBack() throws IOException {
        start();
        configure(NEWS, new TopicSettings(true, new Retention(1_000, 300_000, Optional.empty())));
        Event large = publish("x".repeat(100_000));
        Path topicFolder = segments().get(0).getParent();
        Path away = topicFolder.resolveSibling("away");
        Files.move(topicFolder, away);
        Files.writeString(topicFolder, "in the way");
        for (int i = 0; i < 3; i++) {
            // The first segment is full: the next event needs a new one.
            assertThatThrownBy(() -> publish("refused"))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.UNAVAILABLE));
        }
        assertThat(all(NEWS)).containsExactly(large);
        Files.delete(topicFolder);
        Files.move(away, topicFolder);
        Event back = publish("back");
        assertThat(back.id()).isEqualTo(large.id().next());
        restart();
        assertThat(all(NEWS)).containsExactly(large, back);
    }

    @Test
    void aTopicThatCannotBecomeDurableStaysAsItWas() throws IOException {
        start();
        Event before = publish("before");
        Path topics = folder.resolve("t-+news.topic");
        Files.writeString(topics, "in the way");
        assertThatThrownBy(() -> configure(NEWS, DURABLE)).hasCauseInstanceOf(StorageException.class);
        assertThat(hub.topics().get(0).settings().durable()).isFalse();
        assertThat(publish("after").id()).isEqualTo(before.id().next());
        Files.delete(topics);
        configure(NEWS, DURABLE);
        restart();
        assertThat(all(NEWS)).hasSize(2);
    }

    @Test
    void aHubWithoutFolderKeepsNothingDurable() {
        hub = new Hub(HubOptions.DEFAULT, epoch, clock);
        assertThatThrownBy(() -> configure(NEWS, DURABLE))
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.NONE));
        assertThat(hub.topics()).isEmpty();
        TopicSettings settings = new TopicSettings(false, PLENTY);
        configure(NEWS, settings);
        assertThat(hub.topics().get(0).settings()).isEqualTo(settings);
    }

    @Test
    void allTopicsTogetherStayWithinHalfTheMemory() throws IOException {
        start();
        TopicSettings large = new TopicSettings(false, new Retention(10, Retention.MAX_BYTES, Optional.empty()));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        configure(new Topic("t" + i), large);
                    }
                })
                .hasCauseInstanceOf(RetentionExceededException.class);
        long bytes = hub.topics().stream()
                .mapToLong(stats -> stats.settings().retention().bytes())
                .sum();
        assertThat(bytes).isPositive().isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 2);
    }

    @Test
    void aTopicThatCannotBeReadIsNamedAndTheOthersAreThere() throws IOException {
        Topic other = new Topic("other");
        start();
        configure(NEWS, DURABLE);
        configure(other, DURABLE);
        publish("one");
        hub.publish(other, EventDraft.text("two")).toCompletableFuture().join();
        Path settings = segments().get(0).resolveSibling("settings.properties");
        String right = Files.readString(settings);
        hub.close();
        Files.writeString(settings, "durable=perhaps");
        restart();
        assertThat(hub.topics())
                .extracting(TopicStats::topic, TopicStats::unreadable, TopicStats::kept)
                .containsExactly(tuple(NEWS, true, 0), tuple(other, false, 1));
        assertThatThrownBy(() -> publish("refused")).hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(() -> configure(NEWS, DURABLE)).hasCauseInstanceOf(StorageException.class);
        assertThat(hub.publish(other, EventDraft.text("three"))
                        .toCompletableFuture()
                        .join()
                        .id()
                        .offset())
                .isEqualTo(2);
        hub.close();
        Files.writeString(settings, right);
        restart();
        assertThat(all(NEWS)).hasSize(1);
        assertThat(publish("two").id().offset()).isEqualTo(2);
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private void start() throws IOException {
        hub = new Hub(HubOptions.DEFAULT, epoch, clock);
        hub.open(folder);
    }

    private void restart() throws IOException {
        hub.close();
        epoch++;
        start();
    }

    private void configure(Topic topic, TopicSettings settings) {
        hub.configure(topic, settings).toCompletableFuture().join();
    }

    private Event publish(String text) {
        return hub.publish(NEWS, EventDraft.text(text)).toCompletableFuture().join();
    }

    private List<Event> all(Topic topic) {
        try (Subscription subscription = hub.subscribe(topic, Position.EARLIEST, () -> {})) {
            return subscription.poll(Integer.MAX_VALUE, Long.MAX_VALUE).events();
        }
    }

    private List<Path> segments() {
        // Not Files.walk: it stumbles over a segment that is given back meanwhile.
        return Stream.of(folder.toFile().listFiles())
                .filter(File::isDirectory)
                .flatMap(topic -> Stream.of(topic.listFiles()))
                .map(File::toPath)
                .filter(file -> file.toString().endsWith(".log"))
                .sorted()
                .toList();
    }

    private long logBytes() {
        return segments().stream().mapToLong(file -> file.toFile().length()).sum();
    }
}
