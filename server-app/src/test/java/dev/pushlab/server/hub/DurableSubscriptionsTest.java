package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places in the history of a topic that outlive connections and runs. */
@Timeout(60)
class DurableSubscriptionsTest {
    private static final Topic NEWS = new Topic("news");
    private static final SubscriptionName DESK = new SubscriptionName("token:a&b=c%", "desk");
    private static final Consumer<Ending> NOBODY = ending -> {};

    @TempDir
    Path folder;

    private final AdjustableClock clock = new AdjustableClock();
    private long epoch = 6;
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(HubOptions.DEFAULT, ++epoch, clock);
        hub.open(folder);
        configure(true);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void thePlaceOutlivesTheRun() throws IOException {
        DurableSubscription made = put(DESK, Position.NOW);
        List<EventId> ids = publish(5);
        Subscription cursor = made.open(NOBODY);
        assertThat(cursor.recovered()).isTrue();
        assertThat(cursor.poll(10, 1 << 20).events()).hasSize(5);
        made.acknowledge(NOBODY, ids.get(1));

        close();
        start();

        DurableSubscription again = hub.durables().find(NEWS, DESK).orElseThrow();
        assertThat(again.acknowledged()).isEqualTo(ids.get(1));
        assertThat(again.options()).isEqualTo(new DurableOptions(7, Duration.ofSeconds(9), Duration.ofHours(1)));
        assertThat(again.stats().waiting()).isEqualTo(3);
        Subscription resumed = again.open(NOBODY);
        assertThat(resumed.recovered()).isTrue();
        assertThat(resumed.poll(10, 1 << 20).events())
                .extracting(event -> event.id())
                .isEqualTo(ids.subList(2, 5));
    }

    @Test
    void acknowledgementsAreWrittenWithoutAnOrderlyEnd() {
        DurableSubscription made = put(DESK, Position.NOW);
        EventId id = publish(1).get(0);
        made.open(NOBODY);
        made.acknowledge(NOBODY, id);
        await().untilAsserted(() -> assertThat(file()).content().contains("acknowledged=" + id));
    }

    @Test
    void aNewOneBeginsWhereItIsTold() {
        List<EventId> ids = publish(3);
        assertThat(put(name("a"), Position.NOW).acknowledged()).isEqualTo(ids.get(2));
        assertThat(put(name("b"), Position.EARLIEST).acknowledged())
                .isEqualTo(new EventId(ids.get(0).epoch(), 0));
        assertThat(put(name("c"), Position.after(ids.get(0))).acknowledged()).isEqualTo(ids.get(0));
        // One that is there stays where it is.
        assertThat(put(name("b"), Position.NOW).acknowledged().offset()).isZero();
        assertThat(hub.durables().list(NEWS))
                .extracting(stats -> stats.name().name())
                .containsExactly("a", "b", "c");
    }

    @Test
    void anAcknowledgementNeverGoesBackAndIsOfThisHistory() {
        DurableSubscription made = put(DESK, Position.EARLIEST);
        List<EventId> ids = publish(3);
        assertThat(made.acknowledge(ids.get(1))).isTrue();
        assertThat(made.acknowledge(ids.get(0))).isTrue();
        assertThat(made.acknowledged()).isEqualTo(ids.get(1));
        assertThat(made.acknowledge(ids.get(2).next())).isFalse();
        assertThat(made.acknowledge(new EventId(ids.get(0).epoch() + 1, 1))).isFalse();
        assertThat(made.acknowledged()).isEqualTo(ids.get(1));
    }

    @Test
    void oneConnectionAtATimeHasTheDelivery() {
        DurableSubscription made = put(DESK, Position.EARLIEST);
        List<EventId> ids = publish(2);
        List<Ending> told = new ArrayList<>();
        Consumer<Ending> first = told::add;
        made.open(first);
        made.open(NOBODY);
        assertThat(told).containsExactly(Ending.TAKEN_OVER);
        made.acknowledge(first, ids.get(0));
        assertThat(made.acknowledged().offset()).as("of one that is over").isZero();
        made.release(first);
        assertThat(made.stats().delivering()).isTrue();
        made.release(NOBODY);
        assertThat(made.stats().delivering()).isFalse();
    }

    @Test
    void whatIsDeletedIsGoneAndItsConnectionIsTold() throws IOException {
        DurableSubscription made = put(DESK, Position.NOW);
        List<Ending> told = new ArrayList<>();
        made.open(told::add);
        assertThat(done(hub.durables().remove(NEWS, DESK))).isTrue();
        assertThat(told).containsExactly(Ending.DELETED);
        assertThat(made.open(NOBODY)).isNull();
        assertThat(done(hub.durables().remove(NEWS, DESK))).isFalse();
        close();
        start();
        assertThat(hub.durables().list(NEWS)).isEmpty();
    }

    @Test
    void oneThatNobodyUsesGoesAfterItsTimeAndOneInUseStays() {
        DurableSubscription used = put(name("used"), Position.NOW);
        put(DESK, Position.NOW);
        used.open(NOBODY);
        clock.now = clock.now.plus(Duration.ofHours(1)).plusSeconds(1);
        await().untilAsserted(() -> assertThat(hub.durables().find(NEWS, DESK)).isEmpty());
        assertThat(hub.durables().find(NEWS, used.name())).isPresent();
        await().untilAsserted(() -> assertThat(file()).content().doesNotContain("name=desk"));
    }

    @Test
    void needsADurableTopicWhichStaysSo() {
        Topic brief = new Topic("brief");
        hub.publish(brief, EventDraft.text("x")).toCompletableFuture().join();
        assertThatThrownBy(() -> done(hub.durables().put(brief, DESK, DurableOptions.DEFAULT, Position.NOW)))
                .hasCauseInstanceOf(NotDurableException.class);
        assertThatThrownBy(
                        () -> done(hub.durables().put(new Topic("none"), DESK, DurableOptions.DEFAULT, Position.NOW)))
                .hasCauseInstanceOf(NotDurableException.class);
        put(DESK, Position.NOW);
        assertThatThrownBy(() -> configure(false)).hasCauseInstanceOf(SubscriptionsExistException.class);
        assertThat(hub.topics())
                .filteredOn(stats -> stats.topic().equals(NEWS))
                .allSatisfy(stats -> assertThat(stats.settings().durable()).isTrue());
        done(hub.durables().remove(NEWS, DESK));
        configure(false);
    }

    @Test
    void thereIsABound() throws IOException {
        StringBuilder many = new StringBuilder("pushlab subscriptions 1\n");
        for (int i = 0; i < DurableSubscriptions.MAX; i++) {
            many.append("owner=local&name=n" + i + "&acknowledged=7:0&used=" + clock.now
                    + "&window=1&ackWait=PT1S&expiry=PT1M\n");
        }
        close();
        Files.writeString(file(), many);
        start();
        assertThat(hub.durables().list(NEWS)).hasSize(DurableSubscriptions.MAX);
        assertThatThrownBy(() -> put(DESK, Position.NOW)).hasCauseInstanceOf(TooManySubscriptionsException.class);
    }

    @Test
    void aDamagedFileIsPutAsideAndTheEventsAreThere() throws IOException {
        put(DESK, Position.NOW);
        publish(2);
        close();
        Files.writeString(file(), "owner=x\n", StandardOpenOption.APPEND);
        start();
        assertThat(hub.durables().list(NEWS)).isEmpty();
        assertThat(file().resolveSibling("damaged-subscriptions")).exists();
        assertThat(hub.topics().get(0).kept()).isEqualTo(2);
        assertThat(put(DESK, Position.EARLIEST).stats().waiting()).isEqualTo(2);
    }

    @Test
    void whatTheTopicHasDroppedIsToldByAGap() {
        DurableSubscription made = put(DESK, Position.EARLIEST);
        done(hub.configure(NEWS, new TopicSettings(true, new Retention(2, 1 << 20, Optional.empty()))));
        List<EventId> ids = publish(5);
        Subscription cursor = made.open(NOBODY);
        assertThat(cursor.recovered()).isFalse();
        assertThat(made.stats().waiting()).isEqualTo(2);
        Batch batch = cursor.poll(10, 1 << 20);
        assertThat(batch.gap().orElseThrow().resumed()).isEqualTo(ids.get(2));
        assertThat(batch.events()).hasSize(2);
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private void configure(boolean durable) {
        done(hub.configure(NEWS, new TopicSettings(durable, new Retention(1_000, 1 << 20, Optional.empty()))));
    }

    private DurableSubscription put(SubscriptionName name, Position start) {
        DurableOptions options = new DurableOptions(7, Duration.ofSeconds(9), Duration.ofHours(1));
        return done(hub.durables().put(NEWS, name, options, start));
    }

    private static SubscriptionName name(String name) {
        return new SubscriptionName(SubscriptionName.LOCAL, name);
    }

    private List<EventId> publish(int events) {
        return Stream.generate(() -> hub.publish(NEWS, EventDraft.text("x")))
                .limit(events)
                .map(published -> done(published).id())
                .toList();
    }

    private Path file() {
        return folder.resolve("t-news.topic").resolve("subscriptions");
    }

    private static <T> T done(CompletionStage<T> stage) throws CompletionException {
        return stage.toCompletableFuture().join();
    }
}
