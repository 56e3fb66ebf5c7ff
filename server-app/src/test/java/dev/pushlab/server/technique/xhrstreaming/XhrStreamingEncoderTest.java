package dev.pushlab.server.technique.xhrstreaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XhrStreamingEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventId ID = new EventId(7, 3);
    private static final Gap GAP = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));

    @Test
    void writesAnEventAsALineOfJson() {
        assertThat(json("tick", Payload.text("hello")))
                .isEqualTo(
                        "{\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"tick\",\"time\":\"1970-01-01T00:00:00.000000Z\","
                                + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"hello\"}\n");
        assertThat(json("", Payload.binary(new byte[] {0, -1, 10})))
                .endsWith(",\"data\":\"AP8K\",\"encoding\":\"base64\"}\n");
    }

    /** RFC 8259 §7: control characters are escaped in strings, so no data can end its line. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r\nb", "\n\n", "\"}\n{\"id\":\"9:9\"", "</script>", "a\u2028b\u0000", "股价\uFEFF"})
    void noDataEndsItsLine(String data) {
        assertThat(json("t", Payload.text(data)).indexOf('\n'))
                .isEqualTo(json("t", Payload.text(data)).length() - 1);
    }

    @Test
    void writesWhatIsNoEventAsLinesToo() {
        assertThat(written(out -> XhrStreamingEncoder.JSON.encodeOpening(TOPIC, ID, true, Duration.ofSeconds(15), out)))
                .isEqualTo(
                        "{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:3\",\"recovered\":true,\"heartbeat\":15000}}\n");
        assertThat(written(out -> XhrStreamingEncoder.JSON.encodeGap(GAP, out)))
                .isEqualTo("{\"gap\":{\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}}\n");
        assertThat(written(out -> assertThat(XhrStreamingEncoder.JSON.encodeEnding(TOPIC, Ending.TOO_SLOW, out))
                        .isTrue()))
                .isEqualTo("{\"ended\":{\"reason\":\"too-slow\"}}\n");
        assertThat(written(XhrStreamingEncoder::encodeHeartbeat)).isEqualTo("\n");
    }

    /** The length says where data ends, whatever it holds. */
    @Test
    void writesBareDataAfterItsLength() {
        assertThat(bare("greeting", Payload.text("hello"))).isEqualTo("5 greeting\nhello\n");
        assertThat(bare("", Payload.text(""))).isEqualTo("0\n\n");
        assertThat(bare("", Payload.text("a\n3\nb"))).isEqualTo("5\na\n3\nb\n");
        assertThat(bare("", Payload.text("股"))).isEqualTo("3\n股\n");
        ByteBuf out = Unpooled.buffer();
        XhrStreamingEncoder.NONE.encode(event("", Payload.binary(new byte[] {10, -1})), out);
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(new byte[] {'2', '\n', 10, -1, '\n'}));
    }

    @Test
    void writesWhatIsNoBareDataAsAWord() {
        assertThat(written(out -> XhrStreamingEncoder.NONE.encodeOpening(TOPIC, ID, false, Duration.ZERO, out)))
                .isEqualTo("start 7:3\n");
        assertThat(written(out -> XhrStreamingEncoder.NONE.encodeGap(GAP, out))).isEqualTo("gap 7:2\n");
        assertThat(written(out -> XhrStreamingEncoder.NONE.encodeEnding(TOPIC, Ending.DELETED, out)))
                .isEqualTo("end deleted\n");
        assertThat(written(out -> XhrStreamingEncoder.NONE.encodeEnding(TOPIC, Ending.TAKEN_OVER, out)))
                .isEqualTo("end taken-over\n");
    }

    private static Event event(String type, Payload data) {
        return Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data));
    }

    private static String json(String type, Payload data) {
        return written(out -> XhrStreamingEncoder.JSON.encode(event(type, data), out));
    }

    private static String bare(String type, Payload data) {
        return written(out -> XhrStreamingEncoder.NONE.encode(event(type, data), out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
