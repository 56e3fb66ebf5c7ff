package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.journal.PublishKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing under a key: docs/http-api.md, "Publishing". */
class PublishOnceTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventDraft HELLO = EventDraft.text("hello");
    private static final TopicSettings DURABLE =
            new TopicSettings(true, new Retention(1_000, 1 << 20, Optional.empty()));

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();

    @Test
    void theSameKeyGivesOneEvent() {
        Hub hub = hub();
        Published first = publish(hub, "k", HELLO);
        assertThat(first).isEqualTo(new Published(new EventId(7, 1), false));
        hub.publish(TOPIC, EventDraft.text("between"));
        assertThat(publish(hub, "k", HELLO)).isEqualTo(new Published(new EventId(7, 1), true));
        assertThat(hub.topics().get(0).events()).isEqualTo(2);
    }

    @Test
    void theSameKeyForAnotherEventIsRefused() {
        Hub hub = hub();
        publish(hub, "k", HELLO);
        assertThatThrownBy(() -> publish(hub, "k", EventDraft.text("bye")))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(KeyReusedException.class);
        assertThat(hub.topics().get(0).events()).isEqualTo(1);
    }

    @Test
    void aKeyIsForgottenAfterTenMinutes() {
        Hub hub = hub();
        publish(hub, "k", HELLO);
        clock.now = clock.now.plus(PublishWindow.AGE);
        assertThat(publish(hub, "k", HELLO).repeated()).isTrue();
        clock.now = clock.now.plusMillis(1);
        assertThat(publish(hub, "k", HELLO)).isEqualTo(new Published(new EventId(7, 2), false));
    }

    @Test
    void theOldestKeyIsForgottenWhenThereAreTooMany() {
        Hub hub = hub();
        for (int i = 0; i < PublishWindow.KEYS; i++) {
            publish(hub, "k" + i, HELLO);
        }
        assertThat(publish(hub, "k1", HELLO).repeated()).isTrue();
        publish(hub, "one-more", EventDraft.text("x"));
        assertThat(publish(hub, "k9999", HELLO).repeated()).isTrue();
        assertThat(publish(hub, "k0", HELLO).repeated()).isFalse();
    }

    @Test
    void manyAtOnceUnderOneKeyGiveOneEvent() throws Exception {
        try (Hub hub = durable()) {
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<CompletableFuture<Published>> all = IntStream.range(0, 200)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                        () -> hub.publish(TOPIC, HELLO, key("k" + i % 10, HELLO)), threads)
                                .thenCompose(stage -> stage))
                        .toList();
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
                assertThat(all.stream().filter(it -> !it.join().repeated())).hasSize(10);
                assertThat(all.stream().map(it -> it.join().id()).distinct()).hasSize(10);
                assertThat(hub.topics().get(0).events()).isEqualTo(10);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void theNextRunKnowsTheKeysOfADurableTopic() throws Exception {
        Published first;
        try (Hub hub = durable()) {
            hub.publish(TOPIC, EventDraft.text("without a key"));
            first = publish(hub, "k", HELLO);
        }
        try (Hub hub = open()) {
            assertThat(publish(hub, "k", HELLO)).isEqualTo(new Published(first.id(), true));
            assertThatThrownBy(() -> publish(hub, "k", EventDraft.text("bye")))
                    .hasCauseInstanceOf(KeyReusedException.class);
            assertThat(publish(hub, "other", HELLO).id()).isEqualTo(first.id().next());
        }
    }

    @Test
    void theNextRunKnowsKeysFromBeforeTheTopicBecameDurable() throws Exception {
        Published first;
        try (Hub hub = open()) {
            first = publish(hub, "k", HELLO);
            hub.configure(TOPIC, DURABLE).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        try (Hub hub = open()) {
            assertThat(publish(hub, "k", HELLO)).isEqualTo(new Published(first.id(), true));
        }
    }

    @Test
    void theNextRunKnowsKeysOfEventsThatAreNotKeptInMemory() throws Exception {
        Published first;
        try (Hub hub = open()) {
            TopicSettings few = new TopicSettings(true, new Retention(2, 1 << 20, Optional.empty()));
            hub.configure(TOPIC, few).toCompletableFuture().get(30, TimeUnit.SECONDS);
            first = publish(hub, "k", HELLO);
            for (int i = 0; i < 3; i++) {
                publish(hub, "more" + i, HELLO);
            }
        }
        try (Hub hub = open()) {
            assertThat(publish(hub, "k", HELLO)).isEqualTo(new Published(first.id(), true));
        }
    }

    @Test
    void aFailureFreesTheKey() throws Exception {
        Hub hub = durable();
        hub.close();
        assertThatThrownBy(() -> publish(hub, "k", HELLO)).hasCauseInstanceOf(HubClosedException.class);
        try (Hub next = open()) {
            assertThat(publish(next, "k", HELLO).repeated()).isFalse();
        }
    }

    private Published publish(Hub hub, String key, EventDraft draft) {
        return hub.publish(TOPIC, draft, key(key, draft)).toCompletableFuture().join();
    }

    private static PublishKey key(String key, EventDraft draft) {
        return PublishKey.of("somebody", key, draft);
    }

    private Hub hub() {
        return new Hub(HubOptions.DEFAULT, 7, clock);
    }

    private Hub open() throws IOException {
        Hub hub = hub();
        hub.open(folder);
        return hub;
    }

    private Hub durable() throws Exception {
        Hub hub = open();
        hub.configure(TOPIC, DURABLE).toCompletableFuture().get(30, TimeUnit.SECONDS);
        return hub;
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
