package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The thread that brings events to disk survives what goes wrong on it. */
@Timeout(60)
class GroupCommitTest {
    @TempDir
    Path folder;

    @Test
    void goesOnWhenMaintenanceFails() {
        AtomicInteger failures = new AtomicInteger();
        try (GroupCommit commits = new GroupCommit(folder, () -> {
            failures.incrementAndGet();
            throw new IllegalStateException("of the test");
        })) {
            commits.start();
            await().until(() -> failures.get() >= 2);
            commits.execute(() -> {}).toCompletableFuture().join();
        }
    }

    @Test
    void goesOnWhenAnActionRunsOutOfMemory() {
        try (GroupCommit commits = new GroupCommit(folder, () -> {})) {
            commits.start();
            assertThatThrownBy(() -> commits.execute(() -> {
                                throw new OutOfMemoryError("of the test");
                            })
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            commits.execute(() -> {}).toCompletableFuture().join();
        }
    }

    @Test
    void aSubscriberThatFailsHurtsNeitherPublishersNorOthers() throws Exception {
        Topic topic = new Topic("news");
        try (Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC())) {
            hub.open(folder);
            for (boolean durable : new boolean[] {true, false}) {
                hub.configure(topic, new TopicSettings(durable, new Retention(100, 1 << 20, Optional.empty())))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
                CountDownLatch woken = new CountDownLatch(2);
                try (Subscription bad = hub.subscribe(topic, Position.NOW, GroupCommitTest::fail);
                        Subscription good = hub.subscribe(topic, Position.NOW, woken::countDown)) {
                    bad.start();
                    good.start();
                    for (int i = 0; i < 2; i++) {
                        hub.publish(topic, EventDraft.text("x"))
                                .toCompletableFuture()
                                .get(20, TimeUnit.SECONDS);
                    }
                    assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    private static void fail() {
        throw new IllegalStateException("of the test");
    }
}
