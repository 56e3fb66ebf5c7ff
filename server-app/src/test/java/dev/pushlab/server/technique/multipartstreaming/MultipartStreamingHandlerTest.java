package dev.pushlab.server.technique.multipartstreaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
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

class MultipartStreamingHandlerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final String BEAT = "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 0\r\n"
            + "Pushlab-Part: heartbeat\r\n\r\n\r\n--b_1\r\n";

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(ErrorHandler.INSTANCE);

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void opensBeforeTheFirstEvent() {
        open(Position.EARLIEST, new MultipartStreamingEncoder(new Boundary("b_1"), false));
        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();
        assertThat(written())
                .startsWith("--b_1\r\nContent-Type: application/json\r\n")
                .contains("{\"start\":\"7:0\",\"recovered\":true}\r\n--b_1\r\n")
                .endsWith("Event-Id: 7:1\r\n\r\nx\r\n--b_1\r\n");
    }

    @Test
    void tellsOfAGapFirst() {
        hub.publish(TOPIC, EventDraft.text("x"));
        open(Position.parse("6:9"), new MultipartStreamingEncoder(new Boundary("b_1"), false));
        channel.runPendingTasks();
        assertThat(written())
                .contains("\"recovered\":false}\r\n--b_1\r\nContent-Type: application/json\r\nContent-Length: 50\r\n"
                        + "Pushlab-Part: gap\r\n");
    }

    @Test
    void beatsOnTime() {
        open(Position.EARLIEST, new MultipartStreamingEncoder(new Boundary("b_1"), true));
        written();
        advance(14);
        assertThat(written()).isEmpty();
        advance(1);
        assertThat(written()).isEqualTo(BEAT);
        advance(15);
        assertThat(written()).isEqualTo(BEAT);
    }

    @Test
    void aRoundIsOnePicture() {
        Picture picture = new Picture(new Boundary("b_1"));
        open(Position.parse(null), picture);
        channel.runPendingTasks();
        written();
        for (int i = 0; i < 50; i++) {
            hub.publish(TOPIC, EventDraft.text("5"));
        }
        channel.runPendingTasks();
        String round = written();
        assertThat(round.split("Content-Type: image/png", -1)).hasSize(2);
        assertThat(round).contains("Event-Id\0" + "7:50");
        advance(15);
        assertThat(written()).as("the heartbeat").isEqualTo(round);
    }

    @Test
    void dropsWhatTheReaderSays() {
        open(Position.EARLIEST, new MultipartStreamingEncoder(new Boundary("b_1"), true));
        ByteBuf said = Unpooled.copiedBuffer("GET / HTTP/1.1", StandardCharsets.US_ASCII);
        channel.writeInbound(said);
        assertThat(said.refCnt()).isZero();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void endsTheSubscriptionWithTheConnection() {
        open(Position.EARLIEST, new Picture(new Boundary("b_1")));
        hub.publish(TOPIC, EventDraft.text("x"));
        assertThat(hub.topics().get(0).subscribers()).isEqualTo(1);
        channel.close();
        channel.runPendingTasks();
        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    private void open(Position after, PartFormat format) {
        FanoutSubscription subscription = fanout.subscribe(channel.pipeline().firstContext(), TOPIC, after, format);
        channel.pipeline()
                .addFirst(new MultipartStreamingHandler(subscription, format, new Heartbeats(Duration.ofSeconds(15))));
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private String written() {
        return Outbound.text(channel, StandardCharsets.ISO_8859_1);
    }
}
