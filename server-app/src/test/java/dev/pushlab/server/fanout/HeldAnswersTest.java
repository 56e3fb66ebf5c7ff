package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.HubOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldAnswersTest {
    private static final Topic TOPIC = new Topic("news");
    private static final Duration WAIT = Duration.ofSeconds(25);

    private final Hub hub = new Hub(new HubOptions(10, 20, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final Format format = new Format("");

    /** Writes {@code 2,3>3} for events with the offsets 2 and 3, {@code gap;} before them for a gap, and {@code >3} for none. */
    private static final class Format implements AnswerFormat {
        private final String name;
        private int encoded;

        Format(String name) {
            this.name = name;
        }

        @Override
        public void encode(Batch batch, EventId last, ByteBuf out) {
            encoded++;
            List<String> offsets = batch.events().stream()
                    .map(event -> String.valueOf(event.id().offset()))
                    .toList();
            ByteBufUtil.writeAscii(
                    out,
                    name + (batch.gap().isPresent() ? "gap;" : "") + String.join(",", offsets) + ">" + last.offset());
        }

        @Override
        public void encodeEmpty(EventId last, ByteBuf out) {
            ByteBufUtil.writeAscii(out, name + ">" + last.offset());
        }
    }

    /** Keeps what it was answered. */
    private static class Target implements HeldAnswer.Target {
        final List<String> answers = new ArrayList<>();
        RuntimeException failure;

        @Override
        public Future<?> answer(ByteBuf bytes) {
            answers.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
        }

        @Override
        public void fail(RuntimeException cause) {
            failure = cause;
        }
    }

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        run();
        assertThat(hub.topics())
                .allSatisfy(topic -> assertThat(topic.subscribers()).isZero());
        channel.finishAndReleaseAll();
    }

    @Test
    void answersWhenSomethingHappens() {
        Target target = new Target();
        hold(Position.NOW, target);
        run();
        assertThat(target.answers).isEmpty();
        assertThat(hub.topics().get(0).subscribers()).isOne();

        publish(1);
        run();
        assertThat(target.answers).containsExactly("1>1");
        publish(1);
        run();
        assertThat(target.answers).as("once").hasSize(1);
    }

    @Test
    void answersAtOnceWithEverythingThatCameMeanwhile() {
        publish(5);
        Target target = new Target();
        hold(Position.after(new EventId(7, 2)), target);
        assertThat(target.answers).as("before the caller has returned").isEmpty();
        run();
        assertThat(target.answers).containsExactly("3,4,5>5");
    }

    @Test
    void startsFromNowWithoutAnythingPending() {
        Target first = new Target();
        hold(Position.NOW, first);
        publish(1);
        Target second = new Target();
        hold(Position.NOW, second);
        run();
        assertThat(first.answers).containsExactly("1>1");
        assertThat(second.answers).isEmpty();
        publish(1);
        run();
        assertThat(second.answers).containsExactly("2>2");
    }

    @Test
    void encodesOncePerPositionAndFormat() {
        List<Target> same = targets(100);
        same.forEach(target -> hold(Position.NOW, target));
        Format other = new Format("other ");
        List<Target> others = targets(10);
        others.forEach(target -> hold(Position.NOW, other, 100, WAIT, target));
        publish(3);
        List<Target> behind = targets(10);
        behind.forEach(target -> hold(Position.after(new EventId(7, 1)), target));
        run();
        assertThat(same).allSatisfy(target -> assertThat(target.answers).containsExactly("1,2,3>3"));
        assertThat(others).allSatisfy(target -> assertThat(target.answers).containsExactly("other 1,2,3>3"));
        assertThat(behind).allSatisfy(target -> assertThat(target.answers).containsExactly("2,3>3"));
        assertThat(format.encoded).isEqualTo(2);
        assertThat(other.encoded).isEqualTo(1);
    }

    @Test
    void boundsAnAnswerAndLeavesTheRestForTheNext() {
        publish(5);
        Target target = new Target();
        hold(Position.EARLIEST, format, 2, WAIT, target);
        hold(Position.after(new EventId(7, 2)), format, 100, WAIT, target);
        run();
        assertThat(target.answers).containsExactlyInAnyOrder("1,2>2", "3,4,5>5");
    }

    @Test
    void boundsAnAnswerByBytes() {
        for (int i = 0; i < 3; i++) {
            hub.publish(TOPIC, EventDraft.text("x".repeat(30_000)));
        }
        Target target = new Target();
        hold(Position.EARLIEST, target);
        run();
        assertThat(target.answers).containsExactly("1,2>2");
    }

    @Test
    void answersWithNothingWhenTheTimeRunsOut() {
        publish(3);
        Target patient = new Target();
        hold(Position.NOW, patient);
        Target hasty = new Target();
        hold(Position.NOW, format, 100, Duration.ofSeconds(1), hasty);
        Target inAHurry = new Target();
        hold(Position.NOW, format, 100, Duration.ZERO, inAHurry);
        run();
        assertThat(inAHurry.answers).containsExactly(">3");
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        run();
        assertThat(hasty.answers).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        run();
        assertThat(hasty.answers).containsExactly(">3");
        assertThat(patient.answers).isEmpty();
        channel.advanceTimeBy(24, TimeUnit.SECONDS);
        run();
        assertThat(patient.answers).containsExactly(">3");
    }

    /** One wheel turns for all, so a wait may be a tick longer, and is never shorter. */
    @Test
    void keepsManyDeadlines() {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        long now = 0;
        Map<Target, Long> due = new HashMap<>();
        Map<Target, Long> answered = new HashMap<>();
        while (due.size() < 300 || answered.size() < due.size()) {
            if (due.size() < 300 && random.nextInt(3) == 0) {
                int wait = 1 + random.nextInt(55_000);
                long end = now + wait;
                Target target = new Target();
                due.put(target, end);
                HeldAnswer held = hold(Position.NOW, format, 100, Duration.ofMillis(wait), target);
                if (random.nextInt(10) == 0) {
                    held.giveUp();
                    due.remove(target);
                }
            }
            int step = 1 + random.nextInt(200);
            channel.advanceTimeBy(step, TimeUnit.MILLISECONDS);
            now += step;
            run();
            for (Target target : due.keySet()) {
                if (!target.answers.isEmpty()) {
                    answered.putIfAbsent(target, now);
                }
            }
        }
        long stepAndTick = 200 + AnswerDeadlines.TICK.toMillis();
        assertThat(answered)
                .allSatisfy((target, at) -> assertThat(at).isBetween(due.get(target), due.get(target) + stepAndTick));
        assertThat(answered.keySet())
                .allSatisfy(target -> assertThat(target.answers).containsExactly(">0"));
    }

    @Test
    void tellsOfTheGapAlsoWhenNoEventFollows() {
        Target target = new Target();
        hold(Position.after(new EventId(1, 1)), target);
        run();
        assertThat(target.answers).containsExactly("gap;>0");
    }

    @Test
    void tellsOfTheGapBeforeTheEvents() {
        publish(30);
        Target target = new Target();
        hold(Position.after(new EventId(7, 3)), target);
        run();
        assertThat(target.answers.get(0)).startsWith("gap;11,12,").endsWith(",30>30");
    }

    @Test
    void whoGivesUpIsFreedAtOnceAndHearsNothing() {
        Target target = new Target();
        HeldAnswer held = hold(Position.NOW, target);
        run();
        held.giveUp();
        held.giveUp();
        held.answerNow();
        assertThat(hub.topics()).as("a topic without events and subscribers").isEmpty();
        publish(1);
        run();
        assertThat(target.answers).isEmpty();
    }

    /** An answer that has left may close another connection, and let the next request of its own in. */
    @Test
    void requestsComeAndGoWhileOthersAreAnswered() {
        Target gone = new Target();
        Target next = new Target();
        List<HeldAnswer> held = new ArrayList<>();
        HeldAnswer.Target first = new Target() {
            @Override
            public Future<?> answer(ByteBuf bytes) {
                super.answer(bytes);
                held.forEach(HeldAnswer::giveUp);
                hold(Position.NOW, next);
                return ImmediateEventExecutor.INSTANCE.newSucceededFuture(null);
            }
        };
        hold(Position.NOW, first);
        held.add(hold(Position.NOW, gone));
        held.add(hold(Position.NOW, format, 1, WAIT, gone));
        publish(1);
        run();
        assertThat(next.answers.size() + gone.answers.size()).isLessThanOrEqualTo(1);
        publish(1);
        run();
        assertThat(next.answers).containsExactly("2>2");
    }

    @Test
    void aFormatThatFailsFailsOnlyItsOwnRequests() {
        AnswerFormat failing = new AnswerFormat() {
            @Override
            public void encode(Batch batch, EventId last, ByteBuf out) {
                throw new IllegalStateException("made to fail");
            }

            @Override
            public void encodeEmpty(EventId last, ByteBuf out) {}
        };
        Target bad = new Target();
        hold(Position.NOW, failing, 100, WAIT, bad);
        Target good = new Target();
        hold(Position.NOW, good);
        publish(1);
        run();
        assertThat(bad.failure).hasMessage("made to fail");
        assertThat(good.answers).containsExactly("1>1");
    }

    @Test
    void answersNowWhenToldTo() {
        publish(2);
        Target target = new Target();
        HeldAnswer held = hold(Position.NOW, target);
        held.answerNow();
        held.answerNow();
        assertThat(target.answers).containsExactly(">2");
    }

    @Test
    void holdsNothingAfterTheEnd() {
        hub.close();
        assertThatThrownBy(() -> hold(Position.NOW, new Target())).isInstanceOf(HubClosedException.class);
    }

    @Test
    void boundsTheWait() {
        assertThatThrownBy(() -> hold(Position.NOW, format, 1, Duration.ofSeconds(56), new Target()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HeldAnswer hold(Position after, HeldAnswer.Target target) {
        return hold(after, format, 100, WAIT, target);
    }

    private HeldAnswer hold(Position after, AnswerFormat as, int limit, Duration wait, HeldAnswer.Target target) {
        return fanout.hold(channel, TOPIC, after, as, limit, wait, target);
    }

    private void run() {
        channel.runPendingTasks();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x")).toCompletableFuture().join();
        }
    }

    private static List<Target> targets(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Target()).toList();
    }
}
