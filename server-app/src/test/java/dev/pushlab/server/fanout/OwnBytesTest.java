package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions whose room writes something of their own: formats that are shared with nobody, and last bytes. */
class OwnBytesTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    /** {@code A5;} for event 5 and the reader A. */
    private record Named(String reader, boolean isShared) implements WireFormat {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, reader + event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {}
    }

    /** A socket that takes nothing. */
    private static final class Stuck extends ChannelOutboundHandlerAdapter {
        private final Queue<Object> messages = new ArrayDeque<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            messages.add(message);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            messages.forEach(ReferenceCountUtil::release);
            ctx.close(promise);
        }
    }

    @AfterEach
    void finish() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(fanout.subscriptions()).isZero();
    }

    @Test
    void eachReaderGetsBytesOfItsOwn() {
        EmbeddedChannel one = channel();
        EmbeddedChannel other = channel();
        subscribe(one, new Named("A", false));
        subscribe(other, new Named("B", false));
        publish(2);
        one.runPendingTasks();
        other.runPendingTasks();

        assertThat(written(one)).isEqualTo("A1;A2;");
        assertThat(written(other)).isEqualTo("B1;B2;");
    }

    /** What waits for one connection alone counts, whichever way it came to be its own. */
    @Test
    void whatIsSharedWithNobodyIsCountedWhileItWaits() {
        EmbeddedChannel shared = new EmbeddedChannel(new Stuck(), new ChannelInboundHandlerAdapter());
        EmbeddedChannel own = new EmbeddedChannel(new Stuck(), new ChannelInboundHandlerAdapter());
        channels.addAll(List.of(shared, own));
        subscribe(shared, new Named("A", true));
        subscribe(own, new Named("B", false));
        shared.runPendingTasks();
        own.runPendingTasks();
        publish(1);
        shared.runPendingTasks();
        assertThat(fanout.pinned().count()).isZero();
        own.runPendingTasks();
        assertThat(fanout.pinned().count()).isEqualTo("B1;".length());

        own.close();
        own.runPendingTasks();
    }

    @Test
    void endsWithTheLastBytesBehindWhatWasWritten() {
        EmbeddedChannel channel = channel();
        FanoutSubscription subscription = subscribe(channel, new Named("A", true));
        publish(1);
        channel.runPendingTasks();
        publish(1);
        subscription.end(ascii("end"));
        channel.runPendingTasks();

        assertThat(written(channel)).isEqualTo("A1;end");
        assertThat(channel.isActive()).isFalse();
        ByteBuf again = ascii("again");
        subscription.end(again);
        assertThat(again.refCnt()).isZero();
    }

    @Test
    void endsWithoutThemIfTheyAreNotTaken() {
        EmbeddedChannel channel = new EmbeddedChannel(new Stuck(), new ChannelInboundHandlerAdapter());
        channels.add(channel);
        channel.freezeTime();
        FanoutSubscription subscription = subscribe(channel, new Named("A", true));
        subscription.end(ascii("end"));
        channel.runPendingTasks();
        assertThat(channel.isActive()).isTrue();
        assertThat(fanout.subscriptions()).isZero();

        channel.advanceTimeBy(ConnectionHandler.FAREWELL_SECONDS, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isActive()).isFalse();
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channels.add(channel);
        return channel;
    }

    private FanoutSubscription subscribe(EmbeddedChannel channel, WireFormat format) {
        FanoutSubscription subscription =
                fanout.subscribe(channel.pipeline().lastContext(), TOPIC, Position.NOW, format);
        channel.runPendingTasks();
        return subscription;
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x")).toCompletableFuture().join();
        }
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private static String written(EmbeddedChannel channel) {
        return Outbound.text(channel, StandardCharsets.US_ASCII);
    }
}
