package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Read back by a JSON library. */
class EventJsonTest {
    @Test
    void everyStringComesBackAsItWas() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(40), 0, i % 2 == 0 ? 0x60 : 0x11000)
                    .filter(c -> c < 0xd800 || c > 0xdfff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(json("", Payload.text(text)).get("data").asText()).isEqualTo(text);
        }
    }

    @Test
    void escapesTypesAndWritesSixDecimals() throws Exception {
        JsonNode json = json("a\"\\b", Payload.text(""));
        assertThat(json.get("type").asText()).isEqualTo("a\"\\b");
        assertThat(json.get("time").asText()).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(json.has("encoding")).isFalse();
    }

    @Test
    void writesBinaryDataInBase64() throws Exception {
        byte[] data = {0, 1, -1, 127, -128};
        JsonNode json = json("", Payload.binary(data));
        assertThat(json.get("encoding").asText()).isEqualTo("base64");
        assertThat(json.get("data").binaryValue()).isEqualTo(data);
    }

    private static JsonNode json(String type, Payload data) throws Exception {
        ByteBuf out = Unpooled.buffer();
        EventJson.write(
                Event.of(new EventId(1, 1), new Topic("t"), Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data)),
                out);
        return new JsonMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }
}
