package dev.pushlab.server.technique.jsonppolling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
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

class JsonpPollingEncoderTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub =
            new Hub(HubOptions.DEFAULT, 7, Clock.fixed(Instant.parse("2026-11-23T15:04:05.000006Z"), ZoneOffset.UTC));

    @Test
    void writesNothingAsACallWithAnEmptyList() {
        assertThat(answer("take", Position.NOW)).isEqualTo("/**/take({\"events\":[],\"last\":\"7:0\",\"gap\":false});");
    }

    @Test
    void writesEventsInOrderAndTheLastId() {
        publish("a");
        hub.publish(TOPIC, new EventDraft("t", EventDraft.BINARY, Payload.binary(new byte[] {0, -1})));
        assertThat(answer("jsonp.a1", Position.EARLIEST))
                .isEqualTo("/**/jsonp.a1({\"events\":["
                        + "{\"id\":\"7:1\",\"topic\":\"news\",\"type\":\"\",\"time\":\"2026-11-23T15:04:05.000006Z\","
                        + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"a\"},"
                        + "{\"id\":\"7:2\",\"topic\":\"news\",\"type\":\"t\",\"time\":\"2026-11-23T15:04:05.000006Z\","
                        + "\"contentType\":\"application/octet-stream\",\"data\":\"AP8=\",\"encoding\":\"base64\"}],"
                        + "\"last\":\"7:2\",\"gap\":false});");
    }

    @Test
    void tellsOfAGap() {
        assertThat(answer("take", Position.after(new EventId(6, 6))))
                .isEqualTo("/**/take({\"events\":[],\"last\":\"7:0\",\"gap\":true});");
    }

    /** Nothing of the data, the type or the content type can end a string, the call, or an element around it. */
    @Test
    void hostileDataStaysData() throws Exception {
        String data = "</script><!--<script>\u2028\u2029\"});alert(1);//'\\\r\n\u0000&amp;";
        hub.publish(TOPIC, new EventDraft("\"});alert(1)//", "text/html;x=\"</script>\"", Payload.text(data)));
        String script = answer("take", Position.EARLIEST);
        assertThat(script).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\n", "\r", "\u0000");

        JsonNode event = new JsonMapper()
                .readTree(script.substring("/**/take(".length(), script.length() - ");".length()))
                .get("events")
                .get(0);
        assertThat(event.get("data").textValue()).isEqualTo(data);
        assertThat(event.get("type").textValue()).isEqualTo("\"});alert(1)//");
        assertThat(event.get("contentType").textValue()).isEqualTo("text/html;x=\"</script>\"");
    }

    private void publish(String text) {
        hub.publish(TOPIC, EventDraft.text(text));
    }

    private String answer(String callback, Position after) {
        ByteBuf out = Unpooled.buffer();
        try (Subscription subscription = hub.subscribe(TOPIC, after, () -> {})) {
            new JsonpPollingEncoder(callback).encode(subscription.poll(10, 1 << 20), subscription.position(), out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
