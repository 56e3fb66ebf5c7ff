package dev.pushlab.server.technique;

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

/** What the handler of every room has to do that sends a document of scripts. */
public abstract class ScriptedHandlerScenarios {
    private static final Topic TOPIC = new Topic("news");
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final StreamBounds WIDE = new StreamBounds(1_000, 1_000, 1_000);

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final EmbeddedChannel channel = new EmbeddedChannel(ErrorHandler.INSTANCE);
    private final ScriptedStream format;
    private final String stream;
    private ScriptedStreamHandler handler;

    /**
     * @param format of a document with the nonce {@code N}
     * @param stream the id by which it can be ended; empty if the room gives none
     */
    protected ScriptedHandlerScenarios(ScriptedStream format, String stream) {
        this.format = format;
        this.stream = stream;
    }

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void beginsTheDocumentBeforeTheFirstEvent() {
        open(WIDE);
        publish("x");

        String heartbeat = "\"heartbeat\":15000" + (stream.isEmpty() ? "" : ",\"stream\":\"" + stream + "\"");
        assertThat(written())
                .startsWith("<!doctype html>")
                .contains(call("{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:0\",\"recovered\":true," + heartbeat
                                + "}}")
                        + "<script nonce=\"N\">" + format.function() + "({\"id\":\"7:1\"");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void beatsOnTime() {
        open(WIDE);
        written();
        advance(14);
        assertThat(written()).isEmpty();
        advance(1);
        assertThat(written()).isEqualTo(call("{\"heartbeat\":true}"));
    }

    @Test
    void endsAfterSoManyEvents() {
        open(new StreamBounds(3, 1_000, 1_000));
        publish("a");
        publish("b");
        assertThat(written()).doesNotContain("ended");
        publish("c");
        publish("d");

        assertThat(written()).contains("\"7:3\"").doesNotContain("\"7:4\"").endsWith(end("bound", "7:3"));
        assertGone();
    }

    /** What came at once is not cut: the end says how far it went. */
    @Test
    void endsBehindWhatCameAtOnce() {
        open(new StreamBounds(2, 1_000, 1_000));
        for (int i = 0; i < 5; i++) {
            hub.publish(TOPIC, EventDraft.text("x"));
        }
        channel.runPendingTasks();

        assertThat(written()).contains("\"id\":\"7:5\"").endsWith(end("bound", "7:5"));
        assertGone();
    }

    @Test
    void endsAfterSoManyBytes() {
        open(new StreamBounds(1_000, 2, 1_000));
        publish("x".repeat(1_000));
        assertThat(channel.isActive()).isTrue();
        publish("x".repeat(1_000));

        assertThat(written()).endsWith(end("bound", "7:2"));
        assertGone();
    }

    @Test
    void endsAtTheHeartbeatWhenItIsOldEnough() {
        open(new StreamBounds(1_000, 1_000, 20));
        publish("x");
        advance(15);
        assertThat(written()).endsWith("{\"heartbeat\":true});</script>\n");
        advance(15);

        assertThat(written()).isEqualTo(end("bound", "7:1"));
        assertGone();
    }

    @Test
    void endsWhenItIsToldToAndOnlyOnce() {
        open(WIDE);
        publish("x");
        written();
        handler.end("closed");
        handler.end("closed");
        channel.runPendingTasks();

        assertThat(written()).isEqualTo(end("closed", "7:1"));
        assertGone();
    }

    @Test
    void dropsWhatTheReaderSays() {
        open(WIDE);
        ByteBuf said = Unpooled.copiedBuffer("GET / HTTP/1.1", StandardCharsets.US_ASCII);
        channel.writeInbound(said);

        assertThat(said.refCnt()).isZero();
        assertThat(channel.isActive()).isTrue();
    }

    private void assertGone() {
        assertThat(channel.isActive()).isFalse();
        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    private String call(String json) {
        return "<script nonce=\"N\">" + format.function() + "(" + json + ");</script>\n";
    }

    private String end(String reason, String last) {
        return call("{\"ended\":{\"reason\":\"" + reason + "\",\"last\":\"" + last + "\"}}") + "</body></html>\n";
    }

    private void open(StreamBounds bounds) {
        FanoutSubscription subscription =
                new Fanout(hub).subscribe(channel.pipeline().firstContext(), TOPIC, Position.EARLIEST, format);
        handler = new ScriptedStreamHandler(subscription, format, new Heartbeats(HEARTBEAT), HEARTBEAT, bounds, stream);
        channel.pipeline().addFirst(handler);
        channel.runPendingTasks();
    }

    private void publish(String text) {
        hub.publish(TOPIC, EventDraft.text(text));
        channel.runPendingTasks();
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private String written() {
        return Outbound.text(channel);
    }
}
