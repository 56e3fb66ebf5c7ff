package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.SlowConsumer.Policy;
import dev.pushlab.server.hub.SlowStats;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowConsumerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final int STALL_SECONDS = (int) FanoutLimits.DEFAULT.stall().toSeconds();

    private final Hub hub = new Hub(new HubOptions(10, 1_000, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    /** {@code 5;} for an event, {@code dropped 2-8;} for a gap after 2 up to 8. */
    private final WireFormat format = new WireFormat() {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, event.id().offset() + ";");
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(
                    out,
                    gap.reason().name().toLowerCase(java.util.Locale.ROOT)
                            + gap.requested().map(id -> " " + id.offset()).orElse(" ") + "-"
                            + gap.resumed().offset() + ";");
        }

        @Override
        public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
            assertThat(ending).isEqualTo(Ending.TOO_SLOW);
            ByteBufUtil.writeAscii(out, "too slow;");
            return true;
        }
    };

    @AfterEach
    void finish() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertThat(hub.topics())
                .allSatisfy(topic -> assertThat(topic.subscribers()).isZero());
    }

    @Test
    void dropsTheOldestBeyondTheQueue() {
        configure(Policy.DROP_OLDEST, Optional.of(3), null);
        EmbeddedChannel channel = stalled();
        publish(10, "x");
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).isEqualTo("dropped 1-8;9;10;11;");
        assertThat(stats()).isEqualTo(new SlowStats(1, 7, 0, 0));
        publish(1, "x");
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("12;");
    }

    @Test
    void dropsNothingOfAQueueThatIsJustFull() {
        configure(Policy.DROP_OLDEST, Optional.of(3), null);
        EmbeddedChannel channel = stalled();
        publish(3, "x");
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).isEqualTo("2;3;4;");
        assertThat(stats()).isEqualTo(new SlowStats(1, 0, 0, 0));
    }

    @Test
    void countsWhatTheHistoryOverran() {
        configure(Policy.DROP_OLDEST, Optional.empty(), null);
        EmbeddedChannel channel = stalled();
        publish(100, "x");
        for (int i = 0; i < 1_000; i++) {
            publish(1, "x");
        }
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).startsWith("lost 1-101;102;").endsWith("1101;");
        assertThat(stats().dropped()).isEqualTo(100);
    }

    @Test
    void historyThatWasAskedForIsNotHeldAgainstASubscriber() {
        for (Policy policy : Policy.values()) {
            configure(policy, policy == Policy.CONFLATE ? Optional.empty() : Optional.of(1), null);
            publish(20, "x");
            EmbeddedChannel channel = channel();
            long last = hub.topics().get(0).last().offset();
            takes(channel, false);
            subscribe(channel, Position.after(new EventId(7, last - 20)));
            channel.runPendingTasks();
            takes(channel, true);
            assertThat(written(channel).split(";")).as("%s", policy).hasSize(20);
            assertThat(channel.isActive()).isTrue();
        }
    }

    @Test
    void conflatesByType() {
        configure(Policy.CONFLATE, Optional.empty(), null);
        EmbeddedChannel channel = stalled();
        publishTyped("a", "b", "a", "c", "b");
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).isEqualTo("conflated 1-3;4;5;6;");
        assertThat(stats()).isEqualTo(new SlowStats(1, 0, 2, 0));
        publishTyped("a", "a");
        channel.runPendingTasks();
        assertThat(written(channel)).as("live again: nothing is left out").isEqualTo("7;8;");
    }

    @Test
    void conflatesByAValueInTheData() {
        configure(Policy.CONFLATE, Optional.empty(), "/symbol");
        EmbeddedChannel channel = stalled();
        publish(1, "{\"symbol\":\"A\",\"price\":1}");
        publish(1, "{\"symbol\":\"B\",\"price\":1}");
        publish(1, "not JSON {");
        publish(1, "{\"symbol\":\"A\",\"price\":2}");
        publish(1, "{\"price\":2}");
        publish(1, "");
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).isEqualTo("conflated 1-2;3;conflated 3-4;5;conflated 5-6;7;");
    }

    /** Whatever is published and whenever the connection stalls: no event is unaccounted for, none comes twice. */
    @Test
    void accountsForEveryEventAndGivesTheNewestOfEachKind() {
        configure(Policy.CONFLATE, Optional.empty(), null);
        Random random = new Random(42);
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        Map<String, Long> newest = new HashMap<>();
        StringBuilder all = new StringBuilder();
        long offset = 0;
        for (int step = 0; step < 2_000; step++) {
            boolean open = random.nextInt(5) == 0;
            takes(channel, open);
            for (int i = random.nextInt(8); i > 0; i--) {
                String type = "t" + random.nextInt(12);
                publishTyped(type);
                newest.put(type, ++offset);
            }
            channel.runPendingTasks();
            all.append(written(channel));
        }
        takes(channel, true);
        all.append(written(channel));

        long at = 0;
        List<Long> got = new ArrayList<>();
        for (MatchResult token : Pattern.compile("(?:[a-z]+ (\\d+)-)?(\\d+);")
                .matcher(all)
                .results()
                .toList()) {
            long to = Long.parseLong(token.group(2));
            if (token.group(1) == null) {
                assertThat(to).isEqualTo(at + 1);
                got.add(to);
            } else {
                assertThat(Long.parseLong(token.group(1))).isEqualTo(at);
                assertThat(to).isGreaterThan(at);
            }
            at = to;
        }
        assertThat(at).isEqualTo(offset);
        assertThat(got).containsAll(newest.values());
        assertThat(stats().conflated() + stats().dropped() + got.size()).isEqualTo(offset);
        assertThat(stats().conflated()).isPositive();
    }

    @Test
    void twoStalledAtDifferentMomentsShareTheIndex() {
        configure(Policy.CONFLATE, Optional.empty(), null);
        EmbeddedChannel first = stalled();
        publishTyped("a", "b");
        first.runPendingTasks();
        EmbeddedChannel second = channel();
        subscribe(second, Position.NOW);
        second.runPendingTasks();
        publishTyped("b");
        second.runPendingTasks();
        first.runPendingTasks();
        takes(second, false);
        publishTyped("a", "b", "a");
        first.runPendingTasks();
        second.runPendingTasks();
        takes(second, true);
        takes(first, true);
        assertThat(written(second)).isEqualTo("4;conflated 4-5;6;7;");
        assertThat(written(first)).isEqualTo("conflated 1-5;6;7;");
    }

    @Test
    void disconnectsBeyondTheQueueWithAReason() {
        configure(Policy.DISCONNECT, Optional.of(3), null);
        EmbeddedChannel channel = stalled();
        publish(3, "x");
        channel.runPendingTasks();
        later(channel, 1);
        assertThat(channel.isActive()).isTrue();
        publish(1, "x");
        channel.runPendingTasks();
        later(channel, 1);
        assertThat(written(channel)).isEqualTo("too slow;");
        assertThat(channel.isActive()).isFalse();
        assertThat(stats()).isEqualTo(new SlowStats(1, 0, 0, 1));
    }

    @Test
    void disconnectsWhenTheHistoryIsOverrun() {
        configure(Policy.DISCONNECT, Optional.empty(), null);
        EmbeddedChannel channel = stalled();
        publish(1_001, "x");
        channel.runPendingTasks();
        takes(channel, true);
        assertThat(written(channel)).isEqualTo("too slow;");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whoTakesNothingAtAllIsClosedWithAReasonWhateverThePolicy() {
        EmbeddedChannel channel = stalled();
        publish(1, "x");
        channel.runPendingTasks();
        later(channel, STALL_SECONDS - 1);
        assertThat(channel.isActive()).isTrue();
        later(channel, 1);
        assertThat(written(channel)).isEqualTo("too slow;");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void whoTakesSomethingInTimeStays() {
        EmbeddedChannel channel = stalled();
        publish(1, "x");
        channel.runPendingTasks();
        later(channel, STALL_SECONDS - 1);
        takes(channel, true);
        later(channel, 5);
        assertThat(channel.isActive()).isTrue();
        assertThat(written(channel)).isEqualTo("2;");
    }

    /** A channel that has received event 1 and takes nothing; what is published next finds out. */
    private EmbeddedChannel stalled() {
        EmbeddedChannel channel = channel();
        subscribe(channel, Position.NOW);
        channel.runPendingTasks();
        publish(1, "x");
        channel.runPendingTasks();
        assertThat(written(channel)).isEqualTo("1;");
        takes(channel, false);
        return channel;
    }

    private void configure(Policy policy, Optional<Integer> queue, String conflateBy) {
        hub.configure(
                        TOPIC,
                        new TopicSettings(
                                false,
                                new Retention(1_000, 1 << 20, Optional.empty()),
                                new SlowConsumer(policy, queue, Optional.ofNullable(conflateBy))))
                .toCompletableFuture()
                .join();
    }

    private static void takes(EmbeddedChannel channel, boolean takes) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, takes);
        channel.runPendingTasks();
    }

    private static void later(EmbeddedChannel channel, int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private EmbeddedChannel channel() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        channels.add(channel);
        channel.freezeTime();
        return channel;
    }

    private void subscribe(EmbeddedChannel channel, Position after) {
        fanout.subscribe(channel.pipeline().firstContext(), TOPIC, after, format);
    }

    private void publish(int count, String data) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text(data)).toCompletableFuture().join();
        }
    }

    private void publishTyped(String... types) {
        for (String type : types) {
            hub.publish(TOPIC, new EventDraft(type, EventDraft.TEXT, Payload.text("x")))
                    .toCompletableFuture()
                    .join();
        }
    }

    private SlowStats stats() {
        return hub.topics().get(0).slow();
    }

    private static String written(EmbeddedChannel channel) {
        return Outbound.text(channel, StandardCharsets.US_ASCII);
    }
}
