package dev.pushlab.server.technique.xhrstreaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.ErrorHandler;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class XhrStreamingHandlerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final EmbeddedChannel channel = new EmbeddedChannel(ErrorHandler.INSTANCE);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void saysWhereItBeginsBeforeTheFirstEvent() {
        open(Position.EARLIEST);
        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();

        assertThat(written()).isEqualTo("start 7:0\n1\nx\n");
    }

    @Test
    void tellsOfLostHistoryAfterwards() {
        hub.publish(TOPIC, EventDraft.text("x"));
        open(Position.after(new EventId(6, 9)));
        channel.runPendingTasks();

        assertThat(written()).isEqualTo("start 7:0\ngap 7:0\n1\nx\n");
    }

    @Test
    void beatsOnTime() {
        open(Position.EARLIEST);
        written();
        advance(14);
        assertThat(written()).isEmpty();
        advance(1);
        assertThat(written()).isEqualTo("\n");
        advance(15);
        assertThat(written()).isEqualTo("\n");
    }

    @Test
    void dropsWhatTheReaderSays() {
        open(Position.EARLIEST);
        ByteBuf said = Unpooled.copiedBuffer("GET / HTTP/1.1", StandardCharsets.US_ASCII);
        channel.writeInbound(said);

        assertThat(said.refCnt()).isZero();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void endsTheSubscriptionWithTheConnection() {
        open(Position.EARLIEST);
        hub.publish(TOPIC, EventDraft.text("x"));
        assertThat(hub.topics().get(0).subscribers()).isEqualTo(1);
        channel.close();
        channel.runPendingTasks();

        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    private void open(Position after) {
        FanoutSubscription subscription =
                new Fanout(hub).subscribe(channel.pipeline().firstContext(), TOPIC, after, XhrStreamingEncoder.NONE);
        channel.pipeline()
                .addFirst(new XhrStreamingHandler(
                        subscription, XhrStreamingEncoder.NONE, new Heartbeats(HEARTBEAT), HEARTBEAT));
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private String written() {
        return Outbound.text(channel);
    }
}
