package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.session.HandlerNames;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.hub.TooManySubscriptionsException;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FanoutLimitsTest {
    /** A batch for one that lags has 3 of these. */
    private static final String DATA = "x".repeat(10 << 10);

    private final Hub hub = new Hub(new HubOptions(10, 1_000, 8 << 20), 7, Clock.systemUTC());
    private final List<Socket> sockets = new ArrayList<>();
    /** The first byte that is pinned is one too many. */
    private Fanout fanout = new Fanout(hub, new FanoutLimits(100, Duration.ofSeconds(60), 1));

    /** {@code a5;} for event 5 of topic a. */
    private final WireFormat format = new WireFormat() {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, event.topic().name() + event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "gap;");
        }
    };

    /** A connection whose socket takes one write at a time, when it is told to; or everything at once. */
    private final class Socket extends ChannelOutboundHandlerAdapter {
        final EmbeddedChannel channel = new EmbeddedChannel();
        private final Queue<Object> messages = new ArrayDeque<>();
        private final Queue<ChannelPromise> promises = new ArrayDeque<>();
        private boolean open;

        Socket(boolean open, boolean sealed) {
            this.open = open;
            channel.pipeline().addLast(sealed ? HandlerNames.RECORDS : "socket", this);
            channel.pipeline().addLast("target", new ChannelInboundHandlerAdapter());
            channel.freezeTime();
            sockets.add(this);
        }

        Socket follow(String topic, Position after) {
            fanout.subscribe(channel.pipeline().context("target"), new Topic(topic), after, format);
            channel.runPendingTasks();
            return this;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (open) {
                ctx.write(message, promise);
            } else {
                messages.add(message);
                promises.add(promise);
            }
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            messages.forEach(ReferenceCountUtil::release);
            messages.clear();
            promises.forEach(each -> each.tryFailure(new ClosedChannelException()));
            promises.clear();
            ctx.close(promise);
        }

        /** Takes one write that waits; what it brought. */
        String take() {
            channel.runPendingTasks();
            Object message = messages.poll();
            if (message != null) {
                channel.pipeline().firstContext().writeAndFlush(message, promises.poll());
                channel.runPendingTasks();
            }
            return got();
        }

        /** Takes everything until nothing comes any more. */
        String takeAll() {
            StringBuilder all = new StringBuilder(got());
            for (String part = take(); !part.isEmpty() || !messages.isEmpty(); part = take()) {
                all.append(part);
            }
            return all.toString();
        }

        String got() {
            channel.runPendingTasks();
            return Outbound.text(channel, StandardCharsets.US_ASCII);
        }

        void later(int seconds) {
            for (int i = 0; i < seconds; i++) {
                channel.advanceTimeBy(1, TimeUnit.SECONDS);
                channel.runScheduledPendingTasks();
            }
        }
    }

    @AfterEach
    void finish() {
        sockets.forEach(socket -> socket.channel.finishAndReleaseAll());
        assertThat(fanout.subscriptions()).isZero();
        assertThat(fanout.pinned().count()).isZero();
        assertThat(fanout.pinned().isContended()).isFalse();
    }

    @Test
    void whoLagsWaitsWhileTooMuchIsPinnedAndLosesNothing() {
        publish("a", 9);
        Socket first = new Socket(false, false).follow("a", Position.EARLIEST);
        Socket second = new Socket(true, false).follow("a", Position.EARLIEST);
        assertThat(fanout.pinned().isFull()).isTrue();
        assertThat(second.got()).isEmpty();

        assertThat(first.take()).isEqualTo(events("a", 1, 3));
        // The second takes at once what it is given: nothing of it is pinned.
        assertThat(second.got()).isEqualTo(events("a", 1, 9));
        assertThat(first.take()).isEqualTo(events("a", 4, 6));
        assertThat(first.take()).isEqualTo(events("a", 7, 9));
    }

    @Test
    void eventLoopsTakeTurns() {
        publish("a", 9);
        Socket first = new Socket(false, false).follow("a", Position.EARLIEST);
        Socket second = new Socket(false, false).follow("a", Position.EARLIEST);
        for (int from = 1; from <= 7; from += 3) {
            assertThat(first.take()).isEqualTo(events("a", from, from + 2));
            assertThat(first.take()).isEmpty();
            assertThat(second.take()).isEqualTo(events("a", from, from + 2));
            assertThat(second.take()).isEmpty();
        }
    }

    @Test
    void turnsGoRound() {
        for (String topic : List.of("a", "b", "c")) {
            publish(topic, 10);
        }
        Socket socket = new Socket(false, false)
                .follow("a", Position.EARLIEST)
                .follow("b", Position.EARLIEST)
                .follow("c", Position.EARLIEST);
        StringBuilder all = new StringBuilder();
        for (int turn = 0; turn < 9; turn++) {
            all.append(socket.take());
        }
        assertThat(all)
                .hasToString(events("a", 1, 3)
                        + events("b", 1, 3)
                        + events("c", 1, 3)
                        + events("a", 4, 6)
                        + events("b", 4, 6)
                        + events("c", 4, 6)
                        + events("a", 7, 9)
                        + events("b", 7, 9)
                        + events("c", 7, 9));
    }

    @Test
    void durableSubscriptionsTakeTurnsToo(@TempDir Path folder) throws IOException {
        DurableSubscription subscription = durable(folder);
        publish("a", 9);
        Socket first = new Socket(false, false).follow("a", Position.EARLIEST);
        Socket second = new Socket(false, false);
        AtomicInteger drained = new AtomicInteger();
        fanout.subscribe(second.channel.pipeline().context("target"), subscription, format);
        fanout.whenDrained(second.channel, drained::incrementAndGet);
        assertThat(second.take()).isEmpty();
        for (int from = 1; from <= 7; from += 3) {
            assertThat(drained).hasValue(0);
            assertThat(first.take()).isEqualTo(events("a", from, from + 2));
            assertThat(second.take()).isEqualTo(events("a", from, from + 2));
        }
        assertThat(second.take()).isEmpty();
        assertThat(drained).hasValue(1);
        sockets.forEach(socket -> socket.channel.finishAndReleaseAll());
        hub.close();
    }

    @Test
    void whoIsLiveIsNotHeldUp() {
        publish("a", 9);
        Socket live = new Socket(true, false).follow("a", Position.NOW);
        new Socket(false, false).follow("a", Position.EARLIEST);
        assertThat(fanout.pinned().isFull()).isTrue();
        publish("a", 1);
        assertThat(live.got()).isEqualTo("a10;");
    }

    @Test
    void whatIsEncryptedForOneIsPinnedAlsoWhenItIsLive() {
        Socket first = new Socket(false, true).follow("a", Position.NOW);
        Socket second = new Socket(true, true).follow("a", Position.NOW);
        publish("a", 1);
        first.channel.runPendingTasks();
        assertThat(fanout.pinned().isFull()).isTrue();
        publish("a", 1);
        assertThat(second.got()).isEmpty();
        first.channel.runPendingTasks();

        assertThat(first.take()).isEqualTo("a1;");
        assertThat(second.got()).isEqualTo("a1;a2;");
        assertThat(first.take()).isEqualTo("a2;");
        publish("a", 1);
        assertThat(second.got()).isEqualTo("a3;");
        assertThat(first.take()).isEqualTo("a3;");
    }

    @Test
    void whileOthersWaitWhoTakesNothingIsClosedEarlier() {
        publish("a", 9);
        Socket first = new Socket(false, false).follow("a", Position.EARLIEST);
        first.later(PinnedBytes.TURN_SECONDS + 1);
        assertThat(first.channel.isActive()).as("nobody waits").isTrue();

        Socket second = new Socket(true, false).follow("a", Position.EARLIEST);
        assertThat(second.got()).isEmpty();
        first.later(1 + ConnectionHandler.FAREWELL_SECONDS);
        assertThat(first.channel.isActive()).isFalse();
        assertThat(second.got()).isEqualTo(events("a", 1, 9));
    }

    /** It is writable and has everything in its queue: what it does not take holds up the others all the same. */
    @Test
    void alsoIfItIsLive() {
        Socket first = new Socket(false, true).follow("a", Position.NOW);
        Socket second = new Socket(true, true).follow("a", Position.NOW);
        publish("a", 1);
        first.channel.runPendingTasks();
        assertThat(second.got()).isEmpty();
        first.later(PinnedBytes.TURN_SECONDS + ConnectionHandler.FAREWELL_SECONDS);
        assertThat(first.channel.isActive()).isFalse();
        assertThat(second.got()).isEqualTo("a1;");
    }

    @Test
    void alsoIfItHasUnsubscribed() {
        publish("a", 9);
        Socket first = new Socket(false, false);
        FanoutSubscription subscription =
                fanout.subscribe(first.channel.pipeline().context("target"), new Topic("a"), Position.EARLIEST, format);
        first.channel.runPendingTasks();
        subscription.close();
        Socket second = new Socket(true, false).follow("a", Position.EARLIEST);
        first.later(PinnedBytes.TURN_SECONDS + 1);
        assertThat(first.channel.isActive()).isFalse();
        assertThat(second.got()).isEqualTo(events("a", 1, 9));
    }

    /** Of two writes it takes one in time, and then the other: it is not too slow. */
    @Test
    void butNotWhoTakesWhatWaitedWithinTheTime() {
        fanout = new Fanout(hub, new FanoutLimits(100, Duration.ofSeconds(60), "a1;a".length()));
        Socket first = new Socket(false, true).follow("a", Position.NOW);
        for (int i = 0; i < 2; i++) {
            publish("a", 1);
            first.channel.runPendingTasks();
        }
        Socket second = new Socket(true, true).follow("a", Position.EARLIEST);
        assertThat(second.got()).isEmpty();
        first.later(PinnedBytes.TURN_SECONDS - 1);
        assertThat(first.take()).isEqualTo("a1;");
        first.later(PinnedBytes.TURN_SECONDS - 1);
        assertThat(fanout.pinned().isContended()).isTrue();
        assertThat(first.channel.isActive()).isTrue();
        first.later(1 + ConnectionHandler.FAREWELL_SECONDS);
        assertThat(first.channel.isActive()).isFalse();
    }

    @Test
    void whoWaitsForItsTurnIsNotTooSlow() {
        publish("a", 9);
        Socket first = new Socket(false, false).follow("a", Position.EARLIEST);
        Socket second = new Socket(true, false).follow("a", Position.EARLIEST);
        second.later(100);
        assertThat(second.channel.isActive()).isTrue();
        first.take();
        assertThat(second.got()).isEqualTo(events("a", 1, 9));
    }

    @Test
    void whoGoesWhileItWaitsIsForgotten() {
        publish("a", 9);
        new Socket(false, false).follow("a", Position.EARLIEST);
        Socket second = new Socket(true, false).follow("a", Position.EARLIEST);
        assertThat(fanout.pinned().isContended()).isTrue();
        second.channel.close();
        second.channel.runPendingTasks();
        assertThat(fanout.pinned().isContended()).isFalse();
    }

    @Test
    void closesWhoTakesNothingForAsLongAsItIsTold() {
        fanout = new Fanout(hub, new FanoutLimits(100, Duration.ofSeconds(5), 1 << 20));
        publish("a", 9);
        Socket socket = new Socket(false, false).follow("a", Position.EARLIEST);
        socket.later(4);
        assertThat(socket.channel.isActive()).isTrue();
        socket.later(1 + ConnectionHandler.FAREWELL_SECONDS);
        assertThat(socket.channel.isActive()).isFalse();
    }

    @Test
    void boundsSubscriptions() {
        fanout = new Fanout(hub, new FanoutLimits(2, Duration.ofSeconds(60), 1));
        Socket first = new Socket(true, false).follow("a", Position.NOW);
        Socket second = new Socket(true, false).follow("b", Position.NOW);
        Socket third = new Socket(true, false);
        assertThatThrownBy(() -> third.follow("a", Position.NOW)).isInstanceOf(TooManySubscriptionsException.class);
        publish("a", 1);
        publish("b", 1);
        assertThat(first.got()).isEqualTo("a1;");
        assertThat(second.got()).isEqualTo("b1;");

        first.channel.close();
        third.follow("a", Position.NOW);
        publish("a", 1);
        assertThat(third.got()).isEqualTo("a2;");
    }

    @Test
    void whoTakesOverADurableSubscriptionReplacesTheOneThatIsCounted(@TempDir Path folder) throws IOException {
        fanout = new Fanout(hub, new FanoutLimits(2, Duration.ofSeconds(60), 1));
        DurableSubscription subscription = durable(folder);
        Socket first = new Socket(true, false);
        Socket second = new Socket(true, false);
        new Socket(true, false).follow("a", Position.NOW);
        fanout.subscribe(first.channel.pipeline().context("target"), subscription, format);

        fanout.subscribe(second.channel.pipeline().context("target"), subscription, format);
        first.channel.runPendingTasks();
        assertThat(fanout.subscriptions()).isEqualTo(2);
        publish("a", 1);
        assertThat(second.got()).isEqualTo("a1;");
        assertThat(first.got()).isEmpty();
        assertThatThrownBy(() -> new Socket(true, false).follow("a", Position.NOW))
                .isInstanceOf(TooManySubscriptionsException.class);
        sockets.forEach(socket -> socket.channel.finishAndReleaseAll());
        hub.close();
    }

    @Test
    void tellsWhenEverythingHasBeenWritten() {
        AtomicInteger done = new AtomicInteger();
        Socket socket = new Socket(false, false);
        fanout.whenDrained(socket.channel, done::incrementAndGet);
        assertThat(done).as("it follows nothing").hasValue(1);

        publish("a", 9);
        socket.follow("a", Position.EARLIEST);
        fanout.whenDrained(socket.channel, done::incrementAndGet);
        assertThat(socket.take()).isEqualTo(events("a", 1, 3));
        assertThat(done).hasValue(1);
        assertThat(socket.take()).isEqualTo(events("a", 4, 6));
        assertThat(done).as("the last ones are on their way").hasValue(2);
        assertThat(socket.take()).isEqualTo(events("a", 7, 9));

        publish("a", 3);
        fanout.whenDrained(socket.channel, done::incrementAndGet);
        assertThat(done).as("before its round").hasValue(2);
        socket.channel.runPendingTasks();
        assertThat(done).hasValue(3);
        assertThat(socket.takeAll()).isEqualTo("a10;a11;a12;");
    }

    private DurableSubscription durable(Path folder) throws IOException {
        hub.open(folder);
        TopicSettings durable = new TopicSettings(true, new Retention(1_000, 8 << 20, Optional.empty()));
        hub.configure(new Topic("a"), durable).toCompletableFuture().join();
        return hub.durables()
                .put(
                        new Topic("a"),
                        new SubscriptionName(SubscriptionName.LOCAL, "desk"),
                        DurableOptions.DEFAULT,
                        Position.EARLIEST)
                .toCompletableFuture()
                .join();
    }

    private void publish(String topic, int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(new Topic(topic), EventDraft.text(DATA))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static String events(String topic, int from, int to) {
        StringBuilder all = new StringBuilder();
        for (int i = from; i <= to; i++) {
            all.append(topic).append(i).append(';');
        }
        return all.toString();
    }
}
