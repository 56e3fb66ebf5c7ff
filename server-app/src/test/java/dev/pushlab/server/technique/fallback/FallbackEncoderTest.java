package dev.pushlab.server.technique.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackEncoderTest {
    private static final Topic TOPIC = new Topic("news");

    @Test
    void writesWhatThereIsFromTheBestToTheLastResort() {
        assertThat(written(TOPIC, true, List.of(Rung.values())))
                .isEqualTo("{\"topic\":\"news\",\"start\":\"7:3\",\"recovered\":true,\"heartbeat\":15000,"
                        + "\"timing\":{\"proof\":4000,\"quiet\":8000,\"stable\":15000,\"upgrade\":5000,\"longest\":60000},"
                        + "\"transports\":["
                        + "{\"id\":\"websocket\",\"url\":\"/topics/news/websocket?for=fallback&envelope=json\","
                        + "\"stream\":true},"
                        + "{\"id\":\"sse\",\"url\":\"/topics/news/sse?for=fallback&envelope=json\",\"stream\":true},"
                        + "{\"id\":\"xhr-streaming\",\"url\":\"/topics/news/xhr-streaming?for=fallback&envelope=json\","
                        + "\"stream\":true},"
                        + "{\"id\":\"long-polling\","
                        + "\"url\":\"/topics/news/long-polling?for=fallback&envelope=json&limit=1000\","
                        + "\"stream\":false,\"wait\":25000},"
                        + "{\"id\":\"short-polling\","
                        + "\"url\":\"/topics/news/short-polling?for=fallback&envelope=json&limit=1000\","
                        + "\"stream\":false,\"interval\":1000}]}");
    }

    @Test
    void saysThatHistoryIsLostAndLeavesOutWhatTheClientCannotDo() throws Exception {
        JsonNode offer = new JsonMapper().readTree(written(TOPIC, false, List.of(Rung.SSE)));
        assertThat(offer.get("recovered").asBoolean()).isFalse();
        assertThat(offer.get("transports")).hasSize(1);
        assertThat(offer.at("/transports/0/id").asText()).isEqualTo("sse");
    }

    /** However long the name, and whichever characters it has. */
    @Test
    void isBounded() {
        Topic longest = new Topic("A.z_0-".repeat(10) + "9999");
        assertThat(written(longest, false, List.of(Rung.values()))).hasSizeLessThan(2048);
    }

    @Test
    void takesTheClientsListInOurOrder() {
        assertThat(Rung.able(Optional.empty())).containsExactly(Rung.values());
        assertThat(Rung.able(Optional.of("short-polling,sse,websocket,sse")))
                .containsExactly(Rung.WEBSOCKET, Rung.SSE, Rung.SHORT_POLLING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "sse,", "SSE", "carrier-pigeon", "sse websocket", "<script>"})
    void refusesTransportsThatThereAreNot(String list) {
        assertThatThrownBy(() -> Rung.able(Optional.of(list)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("transports");
    }

    private static String written(Topic topic, boolean recovered, List<Rung> rungs) {
        ByteBuf out = Unpooled.buffer();
        new FallbackEncoder(topic, new EventId(7, 3), recovered, Duration.ofSeconds(15), 4_000, 8_000, rungs)
                .encode(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
