package dev.pushlab.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entries for the Jazzer fuzzer: what is written of events in paths, queries, headers and files. An ordinary test run
 * replays the seeds in the resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code
 * -Dtest=EventFuzzTest#ids} searches for new inputs.
 */
class EventFuzzTest {
    private static final Pattern ID = Pattern.compile("(0|[1-9][0-9]{0,15}):(0|[1-9][0-9]{0,15})");

    /** A name of a topic is what it is in a path, a file and a log, or it is none. */
    @FuzzTest(maxDuration = "5m")
    void topics(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Topic topic;
        try {
            topic = new Topic(text);
        } catch (InvalidEventException e) {
            assertThat(e.part()).isEqualTo(InvalidEventException.Part.TOPIC);
            assertThat(text.length() > Topic.MAX_LENGTH
                            || text.isEmpty()
                            || text.contains("*")
                            || !URLEncoder.encode(text, StandardCharsets.UTF_8).equals(text))
                    .as("%s is refused", text)
                    .isTrue();
            return;
        }
        assertThat(topic.toString()).isEqualTo(text);
        assertThat(bytes).hasSizeBetween(1, Topic.MAX_LENGTH);
        assertThat(URLEncoder.encode(text, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    /** There is one way to write an id, and what is written so and in range is one. */
    @FuzzTest(maxDuration = "5m")
    void ids(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        EventId id;
        try {
            id = EventId.parse(text);
        } catch (InvalidEventException e) {
            assertThat(e.part()).isEqualTo(InvalidEventException.Part.ID);
            assertThat(isId(text)).as("%s is refused", text).isFalse();
            return;
        }
        assertThat(isId(text)).isTrue();
        assertThat(id.toString()).isEqualTo(text);
        assertThat(id.reaches(id)).isTrue();
    }

    private static boolean isId(String text) {
        Matcher parts = ID.matcher(text);
        return parts.matches()
                && Long.parseLong(parts.group(1)) <= EventId.MAX
                && Long.parseLong(parts.group(2)) <= EventId.MAX;
    }

    /** A position is written as it was read, and tells its id. */
    @FuzzTest(maxDuration = "5m")
    void positions(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Position position;
        try {
            position = Position.parse(text);
        } catch (InvalidEventException e) {
            assertThat(e.part()).isEqualTo(InvalidEventException.Part.ID);
            return;
        }
        assertThat(position.toString()).isEqualTo(text);
        assertThat(position.id().map(EventId::toString).orElse(text)).isEqualTo(text);
        assertThat(position.id().isPresent()).isEqualTo(isId(text));
    }

    /** A byte each says how long type and content type are; the rest is data. Text comes out as it went in. */
    @FuzzTest(maxDuration = "5m")
    void drafts(byte[] bytes) {
        int type = bytes.length < 2 ? 0 : Math.min(Byte.toUnsignedInt(bytes[0]), bytes.length - 2);
        int contentType = bytes.length < 2 ? 0 : Math.min(Byte.toUnsignedInt(bytes[1]), bytes.length - 2 - type);
        int start = Math.min(2, bytes.length);
        String typeText = text(bytes, start, start + type);
        String contentTypeText = text(bytes, start + type, start + type + contentType);
        byte[] data = Arrays.copyOfRange(bytes, start + type + contentType, bytes.length);
        EventDraft draft;
        try {
            draft = EventDraft.of(typeText, contentTypeText, data);
        } catch (InvalidEventException e) {
            return;
        }
        // In a header or a line of its own nothing can be put behind it.
        assertThat(draft.type()).isEqualTo(typeText).matches("[!-~]*");
        assertThat(draft.contentType()).isEqualTo(contentTypeText).matches("[ -~]+");
        assertThat(draft.payload().toBytes()).isEqualTo(data);
        if (draft.payload().isText()) {
            assertThat(Payload.text(draft.payload().toText())).isEqualTo(draft.payload());
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
