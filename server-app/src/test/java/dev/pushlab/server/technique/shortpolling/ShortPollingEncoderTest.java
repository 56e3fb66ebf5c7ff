package dev.pushlab.server.technique.shortpolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ShortPollingEncoderTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub =
            new Hub(HubOptions.DEFAULT, 7, Clock.fixed(Instant.parse("2026-11-23T15:04:05.000006Z"), ZoneOffset.UTC));

    @Test
    void writesNothingAsAnEmptyList() {
        assertThat(answer(Position.NOW)).isEqualTo("{\"events\":[],\"last\":\"7:0\",\"gap\":false}");
    }

    @Test
    void writesEventsInOrderAndTheLastId() {
        hub.publish(TOPIC, EventDraft.text("a"));
        hub.publish(
                TOPIC,
                new EventDraft("t", EventDraft.JSON, EventDraft.text("{}").payload()));
        assertThat(answer(Position.EARLIEST))
                .isEqualTo("{\"events\":["
                        + "{\"id\":\"7:1\",\"topic\":\"news\",\"type\":\"\",\"time\":\"2026-11-23T15:04:05.000006Z\","
                        + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"a\"},"
                        + "{\"id\":\"7:2\",\"topic\":\"news\",\"type\":\"t\",\"time\":\"2026-11-23T15:04:05.000006Z\","
                        + "\"contentType\":\"application/json\",\"data\":\"{}\"}],\"last\":\"7:2\",\"gap\":false}");
    }

    @Test
    void tellsOfAGap() {
        assertThat(answer(Position.after(new EventId(6, 6))))
                .isEqualTo("{\"events\":[],\"last\":\"7:0\",\"gap\":true}");
    }

    private String answer(Position after) {
        Subscription subscription = hub.subscribe(TOPIC, after, () -> {});
        ByteBuf out = Unpooled.buffer();
        new ShortPollingEncoder(Polls.Envelope.JSON)
                .encode(subscription.poll(10, 1 << 20), subscription.position(), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
