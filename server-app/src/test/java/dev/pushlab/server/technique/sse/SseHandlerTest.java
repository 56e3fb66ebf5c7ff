package dev.pushlab.server.technique.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ErrorHandler;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SseHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final EmbeddedChannel channel = new EmbeddedChannel(ErrorHandler.INSTANCE);

    @BeforeEach
    void open() {
        channel.freezeTime();
        FanoutSubscription subscription =
                new Fanout(hub).subscribe(channel.pipeline().firstContext(), TOPIC, Position.EARLIEST, SseEncoder.BARE);
        channel.pipeline()
                .addFirst(new SseHandler(
                        subscription,
                        SseEncoder.BARE,
                        SseOpening.of(subscription, 2_000, Optional.empty()),
                        new Heartbeats(Duration.ofSeconds(15))));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void opensBeforeTheFirstEvent() {
        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();
        assertThat(written()).isEqualTo("retry: 2000\nid: 7:0\n\nid: 7:1\ndata: x\n\n");
    }

    @Test
    void beatsOnTime() {
        written();
        channel.advanceTimeBy(14, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(written()).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(written()).isEqualTo(":\n\n");
        channel.advanceTimeBy(15, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(written()).isEqualTo(":\n\n");
    }

    /** WHATWG HTML §9.2.6: a field "retry" sets the reconnection time. Whoever asks closes after what was said. */
    @Test
    void tellsAReaderThatIsToComeAgainToDoSoAtOnce() {
        written();
        channel.pipeline().fireUserEventTriggered(Connection.Event.RECONNECT);
        channel.flush();
        assertThat(written()).isEqualTo("retry: 100\n\n");
    }

    @Test
    void dropsWhatTheReaderSays() {
        ByteBuf said = Unpooled.copiedBuffer("GET / HTTP/1.1", StandardCharsets.US_ASCII);
        channel.writeInbound(said);
        assertThat(said.refCnt()).isZero();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void endsTheSubscriptionWithTheConnection() {
        hub.publish(TOPIC, EventDraft.text("x"));
        assertThat(hub.topics().get(0).subscribers()).isEqualTo(1);
        channel.close();
        channel.runPendingTasks();
        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    private String written() {
        return Outbound.text(channel);
    }
}
