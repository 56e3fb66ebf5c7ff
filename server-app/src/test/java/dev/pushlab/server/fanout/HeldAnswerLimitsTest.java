package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.session.HandlerNames;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.TooManySubscriptionsException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What held requests may take of the server: they count as subscriptions, and their answers as bytes that wait. */
class HeldAnswerLimitsTest {
    private static final Topic TOPIC = new Topic("news");
    private static final Duration WAIT = Duration.ofSeconds(25);
    /** Two of them are more than what is given at once. */
    private static final String DATA = "x".repeat(3 << 10);

    private final Hub hub = new Hub(new HubOptions(10, 1_000, 8 << 20), 7, Clock.systemUTC());
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final List<Target> targets = new ArrayList<>();
    /** The first byte that is pinned is one too many. */
    private Fanout fanout = new Fanout(hub, new FanoutLimits(1_000, Duration.ofSeconds(60), 1));

    private static final class Format implements AnswerFormat {
        @Override
        public void encode(Batch batch, EventId last, ByteBuf out) {
            batch.events().forEach(event -> out.writeBytes(event.payload().buffer()));
        }

        @Override
        public void encodeEmpty(EventId last, ByteBuf out) {}
    }

    private static final AnswerFormat FORMAT = new Format();

    /** A client that takes its answer when it is told to. */
    private final class Target implements HeldAnswer.Target {
        private final Promise<Void> taken = new DefaultPromise<>(ImmediateEventExecutor.INSTANCE);
        int bytes = -1;

        Target() {
            targets.add(this);
        }

        @Override
        public Future<?> answer(ByteBuf answer) {
            bytes = answer.readableBytes();
            answer.release();
            return taken;
        }

        @Override
        public void fail(RuntimeException failure) {
            throw failure;
        }

        void take() {
            taken.trySuccess(null);
            run();
        }
    }

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        targets.forEach(Target::take);
        assertThat(fanout.pinned().count()).isZero();
        assertThat(fanout.pinned().isContended()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void theyCountAsSubscriptions() {
        fanout = new Fanout(hub, new FanoutLimits(2, Duration.ofSeconds(60), 1 << 20));
        HeldAnswer first = hold(Position.NOW, new Target());
        Target second = new Target();
        hold(Position.NOW, second);
        assertThat(fanout.subscriptions()).isEqualTo(2);
        assertThatThrownBy(() -> hold(Position.NOW, new Target())).isInstanceOf(TooManySubscriptionsException.class);

        first.giveUp();
        first.giveUp();
        assertThat(fanout.subscriptions()).isOne();
        publish(1);
        run();
        assertThat(second.bytes).isEqualTo(DATA.length());
        assertThat(fanout.subscriptions()).isZero();
        hub.close();
        assertThatThrownBy(() -> hold(Position.NOW, new Target())).isInstanceOf(HubClosedException.class);
        assertThat(fanout.subscriptions()).isZero();
    }

    @Test
    void whoWantsMuchWaitsWhileTooMuchIsPinned() {
        publish(3);
        Target first = new Target();
        Target second = new Target();
        Target third = new Target();
        hold(Position.EARLIEST, first);
        run();
        assertThat(first.bytes).isEqualTo(3 * DATA.length());
        assertThat(fanout.pinned().count()).isEqualTo(3 * DATA.length());
        hold(Position.EARLIEST, second);
        run();
        hold(Position.after(new EventId(7, 1)), third);
        run();
        assertThat(second.bytes).isNegative();
        assertThat(third.bytes).isNegative();

        first.take();
        assertThat(second.bytes).isEqualTo(3 * DATA.length());
        assertThat(third.bytes).isNegative();
        // As much as there is when its turn comes.
        publish(1);
        second.take();
        assertThat(third.bytes).isEqualTo(3 * DATA.length());
    }

    @Test
    void whoIsUpToDateIsNotHeldUp() {
        publish(3);
        hold(Position.EARLIEST, new Target());
        Target live = new Target();
        hold(Position.NOW, live);
        run();
        assertThat(fanout.pinned().isFull()).isTrue();
        publish(1);
        run();
        assertThat(live.bytes).isEqualTo(DATA.length());
    }

    @Test
    void whatManyShareIsLittleForEach() {
        publish(3);
        hold(Position.EARLIEST, new Target());
        run();
        List<Target> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Target target = new Target();
            many.add(target);
            hold(Position.EARLIEST, target);
        }
        run();
        assertThat(many).allMatch(target -> target.bytes == 3 * DATA.length());
        assertThat(fanout.pinned().count()).as("counted once").isEqualTo(6 * DATA.length());
    }

    @Test
    void whatIsEncryptedForEachIsNotShared() {
        channel.pipeline().addFirst(HandlerNames.RECORDS, new ChannelInboundHandlerAdapter());
        fanout = new Fanout(hub, new FanoutLimits(1_000, Duration.ofSeconds(60), 6 * DATA.length()));
        publish(3);
        for (int i = 0; i < 2; i++) {
            hold(Position.EARLIEST, new Target());
        }
        run();
        assertThat(fanout.pinned().count()).isEqualTo(6 * DATA.length());
        Target late = new Target();
        hold(Position.EARLIEST, late);
        run();
        assertThat(late.bytes).isNegative();
        targets.get(0).take();
        assertThat(late.bytes).isEqualTo(3 * DATA.length());
    }

    @Test
    void whoGivesUpWhileItWaitsGetsNothing() {
        publish(3);
        Target first = new Target();
        hold(Position.EARLIEST, first);
        run();
        Target second = new Target();
        HeldAnswer request = hold(Position.EARLIEST, second);
        run();
        request.giveUp();
        first.take();
        assertThat(second.bytes).isNegative();
        assertThat(fanout.subscriptions()).isZero();
    }

    private HeldAnswer hold(Position after, HeldAnswer.Target target) {
        return fanout.hold(channel, TOPIC, after, FORMAT, 100, WAIT, target);
    }

    private void run() {
        channel.runPendingTasks();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text(DATA)).toCompletableFuture().join();
        }
    }
}
