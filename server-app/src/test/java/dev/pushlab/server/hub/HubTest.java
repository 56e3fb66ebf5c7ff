package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HubTest {
    private static final long EPOCH = 7;
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(new HubOptions(3, 5, 10_000), EPOCH, Clock.systemUTC());

    @Test
    void numbersEventsFromOneWithoutHoles() {
        for (int i = 1; i <= 12; i++) {
            assertThat(publish("x").id()).isEqualTo(new EventId(EPOCH, i));
        }
    }

    @Test
    void startsFromNowFromTheEarliestOrAfterAnEvent() {
        publishTimes(3);
        assertThat(offsets(follow(Position.NOW))).isEmpty();
        assertThat(offsets(follow(Position.EARLIEST))).containsExactly(1L, 2L, 3L);
        assertThat(offsets(follow(after(EPOCH, 2)))).containsExactly(3L);
        assertThat(offsets(follow(after(EPOCH, 3)))).isEmpty();
        assertThat(offsets(follow(after(EPOCH, 0)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void dropsTheOldestBeyondTheBoundOfEvents() {
        publishTimes(12);
        Subscription earliest = follow(Position.EARLIEST);
        assertThat(earliest.recovered()).isTrue();
        assertThat(offsets(earliest)).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(hub.topics().get(0).kept()).isEqualTo(5);
    }

    @Test
    void dropsTheOldestBeyondTheBoundOfBytesButKeepsTheNewest() {
        publish("x".repeat(4_000));
        publish("x".repeat(4_000));
        publish("x".repeat(4_000));
        assertThat(offsets(follow(Position.EARLIEST))).containsExactly(2L, 3L);
        publish("x".repeat(50_000));
        assertThat(offsets(follow(Position.EARLIEST))).containsExactly(4L);
    }

    @Test
    void answersAResumePointThatIsTooOldWithAGap() {
        publishTimes(12);
        Subscription late = follow(after(EPOCH, 3));
        assertThat(late.recovered()).isFalse();
        Batch batch = late.poll(100, 1 << 20);
        assertThat(batch.gap()).contains(new Gap(TOPIC, Optional.of(new EventId(EPOCH, 3)), new EventId(EPOCH, 7)));
        assertThat(batch.events()).hasSize(5);
        assertThat(late.poll(100, 1 << 20).isEmpty()).isTrue();
        assertThat(follow(after(EPOCH, 7)).recovered()).isTrue();
    }

    @Test
    void answersAResumePointOfAnotherHistoryWithAGap() {
        publishTimes(2);
        for (Position foreign : List.of(after(EPOCH - 1, 2), after(EPOCH + 1, 1), after(EPOCH, 3))) {
            Subscription subscription = follow(foreign);
            assertThat(subscription.recovered()).isFalse();
            Batch batch = subscription.poll(100, 1 << 20);
            assertThat(batch.gap()).contains(new Gap(TOPIC, foreign.id(), new EventId(EPOCH, 0)));
            assertThat(batch.events()).hasSize(2);
        }
    }

    @Test
    void tellsOfTheGapEvenWhenThereIsNothingElse() {
        Subscription subscription = follow(after(1, 1));
        assertThat(subscription.behind()).isTrue();
        assertThat(subscription.poll(0, 0).gap()).isPresent();
        assertThat(subscription.behind()).isFalse();
    }

    @Test
    void tellsACursorThatWasOverrun() {
        Subscription slow = follow(Position.NOW);
        publishTimes(2);
        assertThat(slow.poll(1, 1 << 20).events()).hasSize(1);
        publishTimes(10);
        Batch batch = slow.poll(100, 1 << 20);
        assertThat(batch.gap()).contains(new Gap(TOPIC, Optional.of(new EventId(EPOCH, 1)), new EventId(EPOCH, 7)));
        assertThat(batch.events()).extracting(event -> event.id().offset()).containsExactly(8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void boundsABatchByEventsAndByBytesButNeverBelowOneEvent() {
        publishTimes(4);
        Subscription subscription = follow(Position.EARLIEST);
        assertThat(subscription.poll(2, 1 << 20).events()).hasSize(2);
        assertThat(subscription.poll(2, 0).events()).hasSize(1);
        assertThat(subscription.position()).isEqualTo(new EventId(EPOCH, 3));
    }

    @Test
    void wakesWhoStartedAndNobodyElse() {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger idle = new AtomicInteger();
        publish("before");
        Subscription subscription = hub.subscribe(TOPIC, Position.EARLIEST, started::incrementAndGet);
        hub.subscribe(TOPIC, Position.EARLIEST, idle::incrementAndGet);
        subscription.start();
        assertThat(started).hasValue(1);
        publish("after");
        assertThat(started).hasValue(2);
        subscription.close();
        publish("gone");
        assertThat(started).hasValue(2);
        assertThat(idle).hasValue(0);
        assertThat(subscription.poll(10, 1 << 20).isEmpty()).isTrue();
    }

    @Test
    void boundsTheTopicsAndForgetsThoseThatNeverHadAnEvent() {
        List<Topic> created = new ArrayList<>();
        hub.created().subscribe(created::add);
        Subscription a = hub.subscribe(new Topic("a"), Position.NOW, () -> {});
        hub.subscribe(new Topic("b"), Position.NOW, () -> {});
        publish("x");
        Topic fourth = new Topic("d");
        assertThatThrownBy(() -> hub.subscribe(fourth, Position.NOW, () -> {}))
                .isInstanceOf(TooManyTopicsException.class)
                .hasMessageContaining("topic d");
        assertThatThrownBy(() -> hub.publish(fourth, EventDraft.text(""))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TooManyTopicsException.class);
        a.close();
        a.close();
        assertThat(hub.topics()).extracting(TopicStats::topic).containsExactly(new Topic("b"), TOPIC);
        hub.subscribe(fourth, Position.NOW, () -> {}).close();
        assertThat(created).containsExactly(new Topic("a"), new Topic("b"), TOPIC, fourth);
    }

    @Test
    void countsSubscribersAndBytes() {
        Subscription one = follow(Position.NOW);
        follow(Position.NOW);
        hub.tail(TOPIC, () -> {}).start();
        publish("12345");
        TopicStats stats = hub.topics().get(0);
        assertThat(stats.subscribers()).isEqualTo(2);
        assertThat(stats.events()).isEqualTo(1);
        assertThat(stats.bytes()).isEqualTo(5);
        assertThat(stats.last()).isEqualTo(new EventId(EPOCH, 1));
        one.close();
        assertThat(hub.topics().get(0).subscribers()).isEqualTo(1);
    }

    @Test
    void takesNothingAfterClosing() {
        Subscription subscription = follow(Position.NOW);
        publish("last");
        hub.close();
        assertThatThrownBy(() -> follow(Position.NOW)).isInstanceOf(HubClosedException.class);
        assertThatThrownBy(() -> publish("x")).hasCauseInstanceOf(HubClosedException.class);
        assertThat(offsets(subscription)).containsExactly(1L);
    }

    @Test
    void measuresTheRateOverFullSeconds() {
        RateMeter meter = new RateMeter();
        long second = 1_000_000_000L;
        for (int i = 0; i < 30; i++) {
            meter.count(100 * second + i);
        }
        assertThat(meter.perSecond(100 * second + 50)).isZero();
        assertThat(meter.perSecond(101 * second)).isEqualTo(6);
        assertThat(meter.perSecond(105 * second)).isEqualTo(6);
        assertThat(meter.perSecond(106 * second)).isZero();
        assertThat(meter.perSecond(1_000 * second)).isZero();
    }

    private Event publish(String text) {
        EventDraft draft = new EventDraft("", EventDraft.TEXT, Payload.text(text));
        return hub.publish(TOPIC, draft).toCompletableFuture().join();
    }

    private void publishTimes(int count) {
        for (int i = 0; i < count; i++) {
            publish("x");
        }
    }

    private Subscription follow(Position after) {
        return hub.subscribe(TOPIC, after, () -> {});
    }

    private static Position after(long epoch, long offset) {
        return Position.after(new EventId(epoch, offset));
    }

    private static List<Long> offsets(Subscription subscription) {
        return subscription.poll(100, 1 << 20).events().stream()
                .map(event -> event.id().offset())
                .toList();
    }
}
