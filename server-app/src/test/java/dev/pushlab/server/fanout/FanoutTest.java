package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FanoutTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(new HubOptions(10, 20, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final AtomicInteger encoded = new AtomicInteger();
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    /** {@code 5;} for an event with offset 5, {@code gap8;} for a gap up to 8. */
    private final WireFormat format = new WireFormat() {
        @Override
        public void encode(Event event, ByteBuf out) {
            encoded.incrementAndGet();
            ByteBufUtil.writeAscii(out, event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "gap" + gap.resumed().offset() + ";");
        }
    };

    @AfterEach
    void finish() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(hub.topics())
                .allSatisfy(topic -> assertThat(topic.subscribers()).isZero());
    }

    @Test
    void replaysAndThenGoesOnLive() {
        publish(3);
        EmbeddedChannel channel = channel();
        FanoutSubscription subscription = subscribe(channel, Position.after(new EventId(7, 1)));
        assertThat(subscription.start()).isEqualTo(new EventId(7, 1));
        assertThat(subscription.recovered()).isTrue();
        assertThat(written(channel)).as("before the caller has returned").isEmpty();

        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("2;3;");
        publish(2);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("4;5;");
        assertThat(subscription.position()).isEqualTo(new EventId(7, 5));
    }

    @Test
    void startsFromNowWithoutAnythingPending() {
        publish(3);
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.NOW);
        publish(1);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("4;");
    }

    @Test
    void joinsSeveralEventsOfARoundIntoOneWrite() {
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        publish(5);
        channel.runPendingTasks();
        assertThat(channel.outboundMessages()).hasSize(1);
        assertThat(written(channel)).isEqualTo("1;2;3;4;5;");
    }

    @Test
    void tellsOfTheGapBeforeAnythingElse() {
        publish(30);
        EmbeddedChannel channel = channel();
        FanoutSubscription subscription = subscribe(channel, Position.after(new EventId(7, 2)));
        assertThat(subscription.recovered()).isFalse();
        channel.runPendingTasks();
        assertThat(written(channel)).startsWith("gap10;11;12;").endsWith("30;");
    }

    @Test
    void tellsOfTheGapAlsoWhenNoEventFollows() {
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.after(new EventId(1, 1)));
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("gap0;");
        publish(1);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("1;");
    }

    @Test
    void writesNothingToAConnectionThatTakesNothingAndGoesOnWhereItWas() {
        EmbeddedChannel channel = channel();
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 8));
        subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        publish(1);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("1;");

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        publish(3);
        channel.runPendingTasks();
        assertThat(written(channel)).isEmpty();

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("2;3;4;");
        publish(1);
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("5;");
    }

    @Test
    void aConnectionThatStallsBeyondTheHistoryGetsAGap() {
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        publish(1);
        channel.runPendingTasks();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        publish(1);
        channel.runPendingTasks();
        publish(29);
        channel.runPendingTasks();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(written(channel)).startsWith("1;gap11;12;13;").endsWith("31;");
    }

    @Test
    void countsWhatItGaveToEachButNotWhatItOnlyRead() {
        publish(2);
        EmbeddedChannel replaying = channel();
        subscribe(replaying, Position.EARLIEST);
        EmbeddedChannel live = channel();
        subscribe(live, Position.NOW);
        replaying.runPendingTasks();
        live.runPendingTasks();
        assertThat(hub.topics().get(0).delivered()).isEqualTo(2);

        publish(3);
        replaying.runPendingTasks();
        live.runPendingTasks();
        assertThat(hub.topics().get(0).delivered()).isEqualTo(2 + 2 * 3);

        live.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        publish(1);
        replaying.runPendingTasks();
        live.runPendingTasks();
        assertThat(hub.topics().get(0).delivered())
                .as("one of two takes nothing")
                .isEqualTo(9);
    }

    @Test
    void stopsWhenClosed() {
        EmbeddedChannel channel = channel();
        FanoutSubscription subscription = subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        subscription.close();
        subscription.close();
        publish(1);
        channel.runPendingTasks();
        assertThat(written(channel)).isEmpty();
        assertThat(encoded).hasValue(0);
    }

    @Test
    void aFormatThatFailsEndsOnlyItsOwnConnections() {
        EmbeddedChannel good = channel();
        subscribe(good, Position.NOW);
        EmbeddedChannel bad = channel();
        WireFormat failing = new WireFormat() {
            @Override
            public void encode(Event event, ByteBuf out) {
                throw new IllegalStateException("made to fail");
            }

            @Override
            public void encodeGap(Gap gap, ByteBuf out) {}
        };
        fanout.subscribe(bad.pipeline().firstContext(), TOPIC, Position.NOW, failing);
        good.runPendingTasks();
        bad.runPendingTasks();
        publish(1);
        good.runPendingTasks();
        bad.runPendingTasks();
        assertThat(bad.isActive()).isFalse();
        assertThat(written(good)).isEqualTo("1;");
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channels.add(channel);
        return channel;
    }

    private FanoutSubscription subscribe(EmbeddedChannel channel, Position after) {
        ChannelHandlerContext target = channel.pipeline().firstContext();
        return fanout.subscribe(target, TOPIC, after, format);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x")).toCompletableFuture().join();
        }
    }

    private static String written(EmbeddedChannel channel) {
        return Outbound.text(channel, StandardCharsets.US_ASCII);
    }
}
