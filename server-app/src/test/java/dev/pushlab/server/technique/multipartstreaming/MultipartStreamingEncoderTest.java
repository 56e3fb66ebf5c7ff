package dev.pushlab.server.technique.multipartstreaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By RFC 2046 §5.1 and, for single parts, RFC 2045. */
class MultipartStreamingEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventId ID = new EventId(7, 3);
    private static final Boundary BOUNDARY = new Boundary("b_1");
    private static final MultipartStreamingEncoder BARE = new MultipartStreamingEncoder(BOUNDARY, false);
    private static final MultipartStreamingEncoder JSON = new MultipartStreamingEncoder(BOUNDARY, true);

    @Test
    void writesAPartThatIsCompleteWithItsDelimiter() {
        assertThat(bare("tick", Payload.text("hello")))
                .isEqualTo("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\nEvent-Id: 7:3\r\n"
                        + "Event-Type: tick\r\n\r\nhello\r\n--b_1\r\n");
    }

    @Test
    void countsBytesAndLeavesTheTypeOutWhereThereIsNone() {
        assertThat(bare("", Payload.text("股价\0\r\n")))
                .isEqualTo("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\nEvent-Id: 7:3\r\n"
                        + "\r\n股价\0\r\n\r\n--b_1\r\n");
    }

    @Test
    void writesBinaryDataAsItIs() {
        ByteBuf out = Unpooled.buffer();
        BARE.encode(event("", Payload.binary(new byte[] {0, -1, 13, 10})), out);
        byte[] data = new byte[4];
        out.getBytes(out.writerIndex() - "\r\n--b_1\r\n".length() - 4, data);
        assertThat(data).containsExactly(0, -1, 13, 10);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .startsWith("Content-Type: application/octet-stream\r\nContent-Length: 4\r\n");
    }

    /** A publisher knows the boundary as every reader does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n--b_1\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--b_1--\r\n",
                "--b_1",
                "b_1",
                "xb_1x",
                "\n--b_1--"
            })
    void noDataHoldsTheBoundary(String hostile) {
        String part = bare("", Payload.text(hostile));
        assertThat(part)
                .contains("\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                .endsWith("\r\n--b_1\r\n");
        String data = part.substring(part.indexOf("\r\n\r\n") + 4, part.length() - "\r\n--b_1\r\n".length());
        assertThat(part).contains("Content-Length: " + data.length() + "\r\n");
        assertThat(new String(java.util.Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                .isEqualTo(hostile);
        assertThat(part.split("b_1", -1)).hasSize(2);
        assertThat(json("", Payload.text(hostile)).split("b_1", -1)).hasSize(2);
    }

    @Test
    void dataThatOnlyResemblesTheBoundaryGoesAsItIs() {
        assertThat(bare("", Payload.text("\r\n--b_2\r\nb_")))
                .endsWith("\r\n\r\n\r\n--b_2\r\nb_\r\n--b_1\r\n")
                .doesNotContain("base64");
    }

    @Test
    void aTypeIsNoBoundaryEitherAndNoHeader() {
        // The delimiter stands at the beginning of a line; types have no line ends, and Chromium looks only behind
        // headers.
        assertThat(bare("--b_1", Payload.text("x"))).contains("\r\nEvent-Type: --b_1\r\n\r\nx\r\n--b_1\r\n");
    }

    @Test
    void writesTheEnvelope() {
        assertThat(json("tick", Payload.text("a\r\nb")))
                .startsWith("Content-Type: application/json\r\nContent-Length: ")
                .contains("\r\nEvent-Id: 7:3\r\n\r\n{\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"tick\",")
                .endsWith("\"data\":\"a\\r\\nb\"}\r\n--b_1\r\n")
                .doesNotContain("Event-Type");
    }

    @Test
    void opensWithAPartThatSaysWhereItStarts() {
        assertThat(written(out -> BARE.encodeOpening(ID, true, out)))
                .isEqualTo("--b_1\r\nContent-Type: application/json\r\nContent-Length: 32\r\nPushlab-Part: start\r\n"
                        + "Event-Id: 7:3\r\n\r\n{\"start\":\"7:3\",\"recovered\":true}\r\n--b_1\r\n");
    }

    @Test
    void writesAGapWithThePositionAfterIt() {
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));
        assertThat(written(out -> JSON.encodeGap(gap, out)))
                .startsWith(
                        "Content-Type: application/json\r\nContent-Length: 50\r\nPushlab-Part: gap\r\nEvent-Id: 7:2\r\n")
                .endsWith("\r\n\r\n{\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}\r\n--b_1\r\n");
    }

    @Test
    void beatsWithAPartWithoutBody() {
        assertThat(written(BARE::encodeHeartbeat))
                .isEqualTo("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 0\r\n"
                        + "Pushlab-Part: heartbeat\r\n\r\n\r\n--b_1\r\n");
    }

    @Test
    void endsWithAReasonAndTheClosingDelimiter() {
        assertThat(written(out -> assertThat(BARE.encodeEnding(TOPIC, Ending.TOO_SLOW, out))
                        .isTrue()))
                .isEqualTo("Content-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n"
                        + "Pushlab-Part: end\r\n\r\ntoo-slow\r\n--b_1--\r\n");
    }

    @Test
    void boundariesAreRandomAndNeedNoQuotes() {
        assertThat(Boundary.random().text())
                .matches("pushlab_[0-9a-f]{16}")
                .isNotEqualTo(Boundary.random().text());
        for (String wrong : List.of("", "a b_", "pushlab", "a_\"", "_".repeat(71))) {
            assertThatThrownBy(() -> new Boundary(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(BOUNDARY.occursIn(ByteBuffer.wrap("bb_b_1".getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(BOUNDARY.occursIn(ByteBuffer.wrap("bb_b_".getBytes(StandardCharsets.US_ASCII))))
                .isFalse();
    }

    @Test
    void equalFormatsAreEqual() {
        assertThat(new MultipartStreamingEncoder(new Boundary("b_1"), true)).isEqualTo(JSON);
    }

    private static Event event(String type, Payload data) {
        return Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data));
    }

    private static String bare(String type, Payload data) {
        return written(out -> BARE.encode(event(type, data), out));
    }

    private static String json(String type, Payload data) {
        return written(out -> JSON.encode(event(type, data), out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
