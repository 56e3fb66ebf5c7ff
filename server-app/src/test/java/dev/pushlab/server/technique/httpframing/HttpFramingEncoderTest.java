package dev.pushlab.server.technique.httpframing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By RFC 9112 §6.3 and §7.1. */
class HttpFramingEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final FramingHead HEAD = new FramingHead("", "");
    private static final String DATE = "date: \\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT\r\n";
    private static final String START = "{\"start\":\"7:2\"}\n";
    private static final String LINE = "{\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"tick\","
            + "\"time\":\"1970-01-01T00:00:00.000000Z\",\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"x\"}\n";

    @Test
    void writesAnAnswerOfKnownLength() {
        String answer = whole(Framing.LENGTH, HEAD, batch("x"));
        assertThat(head(answer))
                .matches("HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ncontent-length: "
                        + (START.length() + LINE.length()) + "\r\ncache-control: no-store\r\n" + DATE
                        + "x-content-type-options: nosniff\r\n\r\n");
        assertThat(body(answer)).isEqualTo(START + LINE);
    }

    @Test
    void writesAnAnswerThatEndsWithTheConnection() {
        String answer = whole(Framing.CLOSE, new FramingHead("close", ""), batch("x"));
        assertThat(head(answer))
                .contains("\r\nconnection: close\r\n")
                .doesNotContain("content-length", "transfer-encoding");
        assertThat(body(answer)).isEqualTo(START + LINE);
        assertThat(ending(Framing.CLOSE)).isEmpty();
    }

    @Test
    void writesEachLineAsAChunk() {
        String answer = whole(Framing.CHUNKED, HEAD, batch("x"));
        assertThat(head(answer)).contains("\r\ntransfer-encoding: chunked\r\n").doesNotContain("content-length");
        assertThat(body(answer))
                .isEqualTo("10\r\n" + START + "\r\n" + Integer.toHexString(LINE.length()) + "\r\n" + LINE + "\r\n");
        assertThat(ending(Framing.CHUNKED)).isEqualTo("0\r\n\r\n");
    }

    @Test
    void aPartThatIsNotTheFirstHasNoHead() {
        assertThat(whole(Framing.CLOSE, null, batch("x"))).isEqualTo(LINE);
        assertThat(whole(Framing.CHUNKED, null, batch("x")))
                .isEqualTo(Integer.toHexString(LINE.length()) + "\r\n" + LINE + "\r\n");
        assertThat(written(out -> new HttpFramingEncoder(Framing.CHUNKED, null).encodeEmpty(new EventId(7, 2), out)))
                .as("no chunk of length 0: that would be the end")
                .isEmpty();
    }

    @Test
    void countsBytesAndNotCharacters() {
        String answer = whole(Framing.CHUNKED, null, batch("股价"));
        int size = Integer.parseInt(answer.substring(0, answer.indexOf('\r')), 16);
        assertThat(size)
                .isEqualTo(answer.substring(answer.indexOf('\n') + 1, answer.length() - 2)
                        .getBytes(StandardCharsets.UTF_8)
                        .length);
    }

    /** Data that looks like framing stays within its line, and its line within its chunk. */
    @ParameterizedTest
    @CsvSource({"'~~0~~~~'", "'~~0~~~~HTTP/1.1 200 OK~~~~'", "'\u2028\u0000'"})
    void noDataIsFraming(String hostile) {
        String data = hostile.replace("~~", "\r\n");
        String answer = whole(Framing.CHUNKED, null, batch(data));
        assertThat(answer.split("\r\n", -1)).as("size, line, and nothing else").hasSize(3);
    }

    @Test
    void tellsWhereItBeginsIfThereIsNothing() {
        String answer =
                written(out -> new HttpFramingEncoder(Framing.LENGTH, HEAD).encodeEmpty(new EventId(7, 9), out));
        assertThat(answer).contains("\r\ncontent-length: 16\r\n");
        assertThat(body(answer)).isEqualTo("{\"start\":\"7:9\"}\n");
    }

    @Test
    void tellsOfAGap() {
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));
        Batch batch = new Batch(Optional.of(gap), batch("x").events());
        assertThat(body(whole(Framing.LENGTH, HEAD, batch)))
                .isEqualTo("{\"gap\":{\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}}\n" + LINE);
    }

    @Test
    void letsPagesOfAllowedOriginsReadIt() {
        assertThat(head(whole(Framing.CLOSE, new FramingHead("close", "http://friend.example"), batch("x"))))
                .contains("\r\naccess-control-allow-origin: http://friend.example\r\nvary: origin\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "WITHIN, abcdef, 3",
        "WITHIN, a, 0",
        "BETWEEN, 'ab\ncd\nef', 3",
        "BETWEEN, abcdef, 0",
        "BETWEEN, '\n\n', 1"
    })
    void breaksOffInTheMiddleOfTheBody(Cut cut, String body, int kept) {
        String head = "HTTP/1.1 200 OK\r\na: b\r\n\r\n";
        ByteBuf answer = Unpooled.copiedBuffer("xx" + head + body, StandardCharsets.US_ASCII)
                .skipBytes(2);
        assertThat(cut.of(answer)).isEqualTo(head.length() + kept);
    }

    private static Batch batch(String data) {
        return new Batch(
                Optional.empty(),
                List.of(Event.of(
                        new EventId(7, 3),
                        TOPIC,
                        Instant.EPOCH,
                        new EventDraft("tick", EventDraft.TEXT, Payload.text(data)))));
    }

    private static String whole(Framing framing, FramingHead head, Batch batch) {
        return written(out -> new HttpFramingEncoder(framing, head).encode(batch, new EventId(7, 3), out));
    }

    private static String ending(Framing framing) {
        return written(framing::end);
    }

    private static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
