package dev.pushlab.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic, position, payload, draft and event: what they accept and what they refuse. */
class EventPartsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "stocks",
                "A.b_c-9",
                "..",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void topics_of_the_alphabet(String name) {
        assertThat(new Topic(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "a\n",
                "ü",
                "主题",
                "a%20",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void refuses_other_topics(String name) {
        refused(InvalidEventException.Part.TOPIC, () -> new Topic(name));
    }

    @Test
    void names_what_was_wrong_without_repeating_control_characters() {
        assertThatThrownBy(() -> new Topic("a\r\nb")).hasMessage("invalid topic: \"a\uFFFD\uFFFDb\"");
    }

    @Test
    void reads_positions() {
        assertThat(Position.parse(null)).isEqualTo(Position.NOW);
        assertThat(Position.parse("")).isEqualTo(Position.NOW);
        assertThat(Position.parse("earliest")).isEqualTo(Position.EARLIEST);
        assertThat(Position.parse("7:3")).isEqualTo(Position.after(new EventId(7, 3)));
        assertThat(Position.parse("7:3").id()).contains(new EventId(7, 3));
        refused(InvalidEventException.Part.ID, () -> Position.parse("latest"));
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, true",
        "TEXT/HTML; charset=utf-8, true",
        "application/json, true",
        "application/problem+json, true",
        "image/svg+xml, true",
        "image/png, false",
        "application/octet-stream, false",
        "audio/ogg; codecs=opus, false"
    })
    void knows_text_by_its_media_type(String contentType, boolean text) {
        assertThat(Payload.of(contentType, new byte[] {'a'}).isText()).isEqualTo(text);
    }

    @Test
    void payload_is_immutable() {
        byte[] mine = {1, 2, 3};
        Payload payload = Payload.binary(mine);
        mine[0] = 9;
        payload.toBytes()[1] = 9;
        assertThat(payload.toBytes()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> payload.buffer().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void text_must_be_utf_8() {
        refused(InvalidEventException.Part.PAYLOAD_ENCODING, () -> Payload.of("text/plain", new byte[] {(byte) 0xC3}));
        refused(InvalidEventException.Part.PAYLOAD_ENCODING, () -> Payload.text("\uD800"));
        assertThat(Payload.text("推送").toBytes()).isEqualTo("推送".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void payload_has_a_bound() {
        assertThat(Payload.binary(new byte[Payload.MAX_BYTES]).size()).isEqualTo(1 << 20);
        refused(InvalidEventException.Part.PAYLOAD_SIZE, () -> Payload.binary(new byte[Payload.MAX_BYTES + 1]));
    }

    @Test
    void drafts_check_their_parts() {
        Payload data = Payload.text("x");
        refused(InvalidEventException.Part.TYPE, () -> new EventDraft("a b", EventDraft.TEXT, data));
        refused(InvalidEventException.Part.TYPE, () -> new EventDraft("a\nb", EventDraft.TEXT, data));
        refused(InvalidEventException.Part.TYPE, () -> new EventDraft("x".repeat(65), EventDraft.TEXT, data));
        refused(InvalidEventException.Part.CONTENT_TYPE, () -> new EventDraft("", "", data));
        refused(InvalidEventException.Part.CONTENT_TYPE, () -> new EventDraft("", "a\r\nb", data));
        refused(InvalidEventException.Part.CONTENT_TYPE, () -> EventDraft.of("", null, new byte[0]));
        assertThat(new EventDraft("order", EventDraft.JSON, data).type()).isEqualTo("order");
    }

    @Test
    void events_keep_microseconds_and_start_at_offset_1() {
        Instant time = Instant.parse("2026-11-23T15:00:00.123456789Z");
        Event event = Event.of(new EventId(1, 1), new Topic("t"), time, EventDraft.text("x"));
        assertThat(event.time()).isEqualTo("2026-11-23T15:00:00.123456Z");
        assertThat(event.timeMicros() % 1_000_000).isEqualTo(123_456);
        refused(
                InvalidEventException.Part.ID,
                () -> Event.of(new EventId(1, 0), new Topic("t"), time, EventDraft.text("x")));
    }

    private static void refused(InvalidEventException.Part part, ThrowingCallable attempt) {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(attempt)
                .satisfies(e -> assertThat(e.part()).isEqualTo(part));
    }
}
