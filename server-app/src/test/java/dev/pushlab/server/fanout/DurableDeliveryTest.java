package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.hub.TopicSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DurableDeliveryTest {
    private static final Topic NEWS = new Topic("news");
    private static final long EPOCH = 7;
    private static final int WINDOW = 5;
    private static final int ACK_WAIT_SECONDS = 30;

    @TempDir
    Path folder;

    private final Hub hub = new Hub(HubOptions.DEFAULT, EPOCH, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private DurableSubscription subscription;
    private FanoutSubscription delivery;

    /** {@code 5;} for an event, {@code gap-8;} for a gap up to 8. */
    private record Format(boolean lastOfConnection) implements WireFormat {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "gap-" + gap.resumed().offset() + ";");
        }

        @Override
        public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
            ByteBufUtil.writeAscii(out, ending.name().toLowerCase(Locale.ROOT) + ";");
            return lastOfConnection;
        }
    }

    @BeforeEach
    void open() throws IOException {
        hub.open(folder);
        retain(1_000);
        subscription = hub.durables()
                .put(
                        NEWS,
                        new SubscriptionName(SubscriptionName.LOCAL, "desk"),
                        new DurableOptions(WINDOW, Duration.ofSeconds(ACK_WAIT_SECONDS), Duration.ofDays(1)),
                        Position.NOW)
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(subscription.stats().delivering()).isFalse();
        hub.close();
    }

    @Test
    void deliversNoFurtherThanTheWindowAndGoesOnWithAnAcknowledgement() {
        EmbeddedChannel channel = deliver();
        publish(8);
        assertThat(written(channel)).isEqualTo("1;2;3;4;5;");
        assertThat(delivery.acknowledge(id(2))).isTrue();
        assertThat(written(channel)).isEqualTo("6;7;");
        assertThat(subscription.acknowledged()).isEqualTo(id(2));
        assertThat(delivery.acknowledge(id(7))).isTrue();
        assertThat(written(channel)).isEqualTo("8;");
        publish(1);
        assertThat(written(channel)).isEqualTo("9;");
    }

    @Test
    void knowsWhatWasNotDelivered() {
        EmbeddedChannel channel = deliver();
        publish(8);
        assertThat(written(channel)).isEqualTo("1;2;3;4;5;");
        assertThat(delivery.acknowledge(id(6))).isFalse();
        assertThat(delivery.acknowledge(new EventId(EPOCH - 1, 6)))
                .as("of an earlier history")
                .isTrue();
        assertThat(subscription.acknowledged()).isEqualTo(id(0));
    }

    @Test
    void deliversAgainWhatWasNotAcknowledgedInTime() {
        EmbeddedChannel channel = deliver();
        publish(3);
        assertThat(written(channel)).isEqualTo("1;2;3;");
        delivery.acknowledge(id(1));
        later(channel, ACK_WAIT_SECONDS - 2);
        assertThat(written(channel)).isEmpty();
        later(channel, 3);
        assertThat(written(channel)).isEqualTo("2;3;");
        assertThat(subscription.stats().redelivered()).isEqualTo(2);
        publish(1);
        assertThat(written(channel)).isEqualTo("4;");
        delivery.acknowledge(id(4));
        later(channel, 2 * ACK_WAIT_SECONDS);
        assertThat(written(channel)).isEmpty();
    }

    @Test
    void progressPutsOffTheRepetition() {
        EmbeddedChannel channel = deliver();
        publish(5);
        written(channel);
        for (int i = 1; i < 5; i++) {
            later(channel, ACK_WAIT_SECONDS - 2);
            delivery.acknowledge(id(i));
            assertThat(written(channel)).isEmpty();
        }
    }

    @Test
    void anotherConnectionGoesOnBehindWhatWasAcknowledged() {
        EmbeddedChannel channel = deliver();
        publish(4);
        written(channel);
        delivery.acknowledge(id(3));
        channel.close();
        publish(1);
        channel = deliver();
        assertThat(delivery.start()).isEqualTo(id(3));
        assertThat(delivery.recovered()).isTrue();
        assertThat(written(channel)).isEqualTo("4;5;");
    }

    @Test
    void aConnectionThatIsTakenOverFromIsToldAndEndsOnlyIfItsFormatSaysSo() {
        EmbeddedChannel first = deliver(new Format(true));
        EmbeddedChannel second = deliver(new Format(false));
        assertThat(written(first)).isEqualTo("taken_over;");
        assertThat(first.isActive()).isFalse();
        EmbeddedChannel third = deliver();
        assertThat(written(second)).isEqualTo("taken_over;");
        assertThat(second.isActive()).isTrue();
        publish(1);
        assertThat(written(third)).isEqualTo("1;");
        assertThat(written(second)).isEmpty();
        hub.durables().remove(NEWS, subscription.name()).toCompletableFuture().join();
        assertThat(written(third)).isEqualTo("deleted;");
        assertThat(fanout.subscribe(context(channel()), subscription, new Format(true)))
                .isNull();
    }

    @Test
    void lostEventsDoNotFillTheWindow() {
        retain(3);
        publish(20);
        EmbeddedChannel channel = deliver();
        assertThat(delivery.recovered()).isFalse();
        assertThat(written(channel)).isEqualTo("gap-17;18;19;20;");
        publish(2);
        assertThat(written(channel)).isEqualTo("21;22;");
        publish(2);
        assertThat(written(channel)).isEmpty();
        delivery.acknowledge(id(20));
        assertThat(written(channel)).isEqualTo("23;24;");
    }

    @Test
    void othersOfTheTopicAreServedAsAlways() {
        EmbeddedChannel ordinary = channel();
        fanout.subscribe(context(ordinary), NEWS, Position.NOW, new Format(true));
        EmbeddedChannel channel = deliver();
        publish(8);
        assertThat(written(ordinary)).isEqualTo("1;2;3;4;5;6;7;8;");
        assertThat(written(channel)).isEqualTo("1;2;3;4;5;");
    }

    /** Whatever happens: each event comes, in order but for repetitions, and none that was acknowledged comes again. */
    @Test
    void losesNothingOverAnyScheduleOfConnectionsAcknowledgementsAndWaits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EmbeddedChannel channel = deliver();
        long published = 0;
        long newest = 0;
        for (int step = 0; step < 1_000; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    int events = 1 + random.nextInt(4);
                    publish(events);
                    published += events;
                }
                case 1 -> {
                    channel.close();
                    channel = deliver();
                }
                case 2 -> later(channel, random.nextInt(ACK_WAIT_SECONDS));
                default -> {
                    long acknowledged = subscription.acknowledged().offset();
                    long before = newest;
                    String text = written(channel);
                    if (!text.isEmpty()) {
                        long[] offsets = List.of(text.split(";")).stream()
                                .mapToLong(Long::parseLong)
                                .toArray();
                        for (long offset : offsets) {
                            assertThat(offset)
                                    .as("seed %d, step %d: %s", seed, step, text)
                                    .isGreaterThan(acknowledged)
                                    .isLessThanOrEqualTo(newest + 1);
                            newest = Math.max(newest, offset);
                        }
                    }
                    if (random.nextBoolean() && newest > acknowledged) {
                        delivery.acknowledge(id(acknowledged + 1 + random.nextInt((int) (newest - acknowledged))));
                    }
                    assertThat(newest).isGreaterThanOrEqualTo(before);
                }
            }
        }
        while (subscription.acknowledged().offset() < published) {
            written(channel);
            delivery.acknowledge(delivery.position());
        }
        assertThat(newest).as("seed %d", seed).isGreaterThan(100);
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private void retain(int events) {
        hub.configure(NEWS, new TopicSettings(true, new Retention(events, 1 << 20, Optional.empty())))
                .toCompletableFuture()
                .join();
    }

    private EmbeddedChannel deliver() {
        return deliver(new Format(true));
    }

    private EmbeddedChannel deliver(WireFormat format) {
        EmbeddedChannel channel = channel();
        delivery = fanout.subscribe(context(channel), subscription, format);
        runAll();
        return channel;
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channel.freezeTime();
        channels.add(channel);
        return channel;
    }

    private static io.netty.channel.ChannelHandlerContext context(EmbeddedChannel channel) {
        return channel.pipeline().firstContext();
    }

    private void publish(int events) {
        LongStream.range(0, events)
                .forEach(i -> hub.publish(NEWS, EventDraft.text("x"))
                        .toCompletableFuture()
                        .join());
        runAll();
    }

    private void later(EmbeddedChannel channel, int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        runAll();
    }

    private void runAll() {
        channels.forEach(EmbeddedChannel::runPendingTasks);
    }

    private String written(EmbeddedChannel channel) {
        runAll();
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return text.toString();
    }

    private static EventId id(long offset) {
        return new EventId(EPOCH, offset);
    }
}
