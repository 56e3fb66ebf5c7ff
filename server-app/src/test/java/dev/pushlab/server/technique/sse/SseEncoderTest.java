package dev.pushlab.server.technique.sse;

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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule by rule of WHATWG HTML, "Parsing an event stream". */
class SseEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventId ID = new EventId(7, 3);

    @Test
    void writesIdTypeAndData() {
        assertThat(bare("tick", Payload.text("hello"))).isEqualTo("id: 7:3\nevent: tick\ndata: hello\n\n");
    }

    @Test
    void leavesTheTypeOutWhereThereIsNone() {
        assertThat(bare("", Payload.text("hello"))).isEqualTo("id: 7:3\ndata: hello\n\n");
    }

    /** Every way to end a line begins a field of its own, so no data can end the event or forge a field. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a~b       | data: a~data: b~",
                "a^b       | data: a~data: b~",
                "a^~b      | data: a~data: b~",
                "a~^b      | data: a~data: ~data: b~",
                "~         | data: ~data: ~",
                "^^        | data: ~data: ~data: ~",
                "a~        | data: a~data: ~",
                "a~~id: 9:9~event: forged | data: a~data: ~data: id: 9:9~data: event: forged~",
            })
    void splitsDataIntoLines(String data, String lines) {
        String text = data.replace('~', '\n').replace('^', '\r');
        assertThat(bare("", Payload.text(text))).isEqualTo("id: 7:3\n" + lines.replace('~', '\n') + "\n");
    }

    @Test
    void keepsEmptyDataASpaceAndOtherCharacters() {
        assertThat(bare("", Payload.text(""))).isEqualTo("id: 7:3\ndata: \n\n");
        assertThat(bare("", Payload.text(" x"))).isEqualTo("id: 7:3\ndata:  x\n\n");
        assertThat(bare("", Payload.text("\uFEFF股价\u2028\0"))).isEqualTo("id: 7:3\ndata: \uFEFF股价\u2028\0\n\n");
    }

    @Test
    void writesBinaryDataInBase64() {
        assertThat(bare("", Payload.binary(new byte[] {0, -1, 10}))).isEqualTo("id: 7:3\ndata: AP8K\n\n");
    }

    @Test
    void writesTheEnvelopeOnOneLineAndWithoutType() {
        Event event = event("tick", Payload.text("a\r\nb"));
        assertThat(written(out -> SseEncoder.JSON.encode(event, out)))
                .startsWith("id: 7:3\ndata: {\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"tick\",")
                .endsWith("\"data\":\"a\\r\\nb\"}\n\n")
                .doesNotContain("event:");
    }

    @Test
    void writesAGapAsAnEventThatCarriesThePositionAfterIt() {
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));
        assertThat(written(out -> SseEncoder.BARE.encodeGap(gap, out)))
                .isEqualTo("id: 7:2\nevent: gap\n"
                        + "data: {\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}\n\n");
    }

    @Test
    void saysWhyAStreamEndsInAComment() {
        assertThat(written(out -> assertThat(SseEncoder.JSON.encodeEnding(TOPIC, Ending.TOO_SLOW, out))
                        .isTrue()))
                .isEqualTo(": too-slow: events were taken too slowly, the stream ends\n\n");
        assertThat(written(out -> assertThat(SseEncoder.BARE.encodeEnding(TOPIC, Ending.TAKEN_OVER, out))
                        .isTrue()))
                .isEqualTo(": taken-over: another connection has the subscription, the stream ends\n\n");
    }

    @Test
    void opensWithAPositionOnlyIfNothingWasLost() {
        assertThat(written(out -> SseEncoder.BARE.encodeOpening(opening(true), out)))
                .isEqualTo("retry: 2000\nid: 7:3\n\n");
        assertThat(written(out -> SseEncoder.BARE.encodeOpening(opening(false), out)))
                .isEqualTo("retry: 2000\n\n");
    }

    @Test
    void opensWithAnEventThatSaysThePositionWhenThereAreEnvelopes() {
        assertThat(written(out -> SseEncoder.JSON.encodeOpening(opening(true), out)))
                .isEqualTo("retry: 2000\nid: 7:3\nevent: subscribed\ndata: {\"start\":\"7:3\",\"recovered\":true}\n\n");
        assertThat(written(out -> SseEncoder.JSON.encodeOpening(opening(false), out)))
                .as("the id is that of the gap that follows")
                .isEqualTo("retry: 2000\nevent: subscribed\ndata: {\"start\":\"7:3\",\"recovered\":false}\n\n");
    }

    @Test
    void asksForATimeToReconnectAndSaysHowTheBrowserCameHere() {
        SseOpening opening = new SseOpening(ID, true, 100, Optional.of("307"));
        assertThat(written(out -> SseEncoder.BARE.encodeOpening(opening, out))).isEqualTo("retry: 100\nid: 7:3\n\n");
        assertThat(written(out -> SseEncoder.JSON.encodeOpening(opening, out)))
                .isEqualTo("retry: 100\nid: 7:3\nevent: subscribed\n"
                        + "data: {\"start\":\"7:3\",\"recovered\":true,\"redirected\":307}\n\n");
    }

    /** What a reader by the specification makes of it, whatever line ends the data is full of. */
    @Test
    void isReadBackAsOneEventWithLinesEndedByLf() {
        Random random = new Random(9_2);
        String[] parts = {
            "\r", "\n", "\r\n", "a", ":", " ", "id: 9:9", "event: forged", "data", "\u0000", "\uFEFF", "\u2028", "股"
        };
        for (int i = 0; i < 500; i++) {
            String data = random.ints(random.nextInt(9), 0, parts.length)
                    .mapToObj(part -> parts[part])
                    .collect(Collectors.joining());
            List<StreamReader.Message> read =
                    StreamReader.read("retry: 1\n\n" + bare("tick", Payload.text(data)) + ":\n\n");

            assertThat(read)
                    .containsExactly(new StreamReader.Message(
                            "tick", data.replace("\r\n", "\n").replace('\r', '\n'), ID.toString()));
        }
    }

    @Test
    void beatsWithAComment() {
        assertThat(written(SseEncoder::encodeHeartbeat)).isEqualTo(":\n\n");
    }

    private static SseOpening opening(boolean recovered) {
        return new SseOpening(ID, recovered, 2_000, Optional.empty());
    }

    private static Event event(String type, Payload data) {
        return Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data));
    }

    private static String bare(String type, Payload data) {
        return written(out -> SseEncoder.BARE.encode(event(type, data), out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
