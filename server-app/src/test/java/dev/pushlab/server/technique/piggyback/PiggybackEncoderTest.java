package dev.pushlab.server.technique.piggyback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiggybackEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final Cafe.Table TABLE = new Cafe.Table(2, 0, 1, 3);

    private final Hub hub =
            new Hub(HubOptions.DEFAULT, 7, Clock.fixed(Instant.parse("2026-11-23T15:04:05.000006Z"), ZoneOffset.UTC));

    @Test
    void answersAlsoWhenThereAreNoNews() {
        assertThat(answer(Position.NOW))
                .isEqualTo("{\"answer\":{\"coffee\":2,\"tea\":0,\"cake\":1,\"actions\":3},"
                        + "\"news\":{\"events\":[],\"last\":\"7:0\",\"gap\":false}}");
    }

    @Test
    void letsTheNewsRideAlong() {
        hub.publish(TOPIC, EventDraft.text("a"));
        assertThat(answer(Position.EARLIEST))
                .isEqualTo(
                        "{\"answer\":{\"coffee\":2,\"tea\":0,\"cake\":1,\"actions\":3},\"news\":{\"events\":["
                                + "{\"id\":\"7:1\",\"topic\":\"news\",\"type\":\"\",\"time\":\"2026-11-23T15:04:05.000006Z\","
                                + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"a\"}],\"last\":\"7:1\",\"gap\":false}}");
    }

    @Test
    void tellsOfAGap() {
        assertThat(answer(Position.after(new EventId(6, 6)))).endsWith("\"last\":\"7:0\",\"gap\":true}}");
    }

    /** What an event says never becomes part of the answer to the user (RFC 8259 §7). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"}]},\"answer\":{\"coffee\":99}",
                "\\",
                "\r\n\r\nHTTP/1.1 200 OK",
                "a\u0000b",
                "\u2028</script>"
            })
    void hostileDataStaysData(String data) throws Exception {
        hub.publish(TOPIC, EventDraft.text(data));
        JsonNode answer = new JsonMapper().readTree(answer(Position.EARLIEST));
        assertThat(answer.at("/news/events/0/data").asText()).isEqualTo(data);
        assertThat(answer.at("/answer/coffee").asInt()).isEqualTo(2);
    }

    private String answer(Position after) {
        ByteBuf out = Unpooled.buffer();
        try (Subscription subscription = hub.subscribe(TOPIC, after, () -> {})) {
            new PiggybackEncoder(TABLE).encode(subscription.poll(10, 1 << 20), subscription.position(), out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
