package dev.pushlab.fx;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of an event list. It keeps the beginning of the data, not the whole: a list of thousands must not hold
 * gigabytes.
 *
 * @param kind an event, or the place where some are missing
 * @param id {@code epoch:offset}
 * @param data text cut to {@link #PREVIEW} characters; hex for binary data
 * @param size of the whole data, in bytes
 * @param time when the server accepted the event; for a gap, when it was noticed
 * @param latency from publishing to here, as far as the clocks allow an estimate
 */
public record EventRow(
        Kind kind,
        String id,
        String topic,
        String type,
        String data,
        int size,
        Instant time,
        Optional<Duration> latency) {
    /** The most characters of data that a row keeps. */
    public static final int PREVIEW = 400;

    private static final int BINARY_PREVIEW = 48;

    public enum Kind {
        EVENT,
        GAP
    }

    public static EventRow of(Event event, Optional<Duration> latency) {
        return new EventRow(
                Kind.EVENT,
                event.id().toString(),
                event.topic().name(),
                event.type(),
                preview(event),
                event.payload().size(),
                event.time(),
                latency);
    }

    /** History was lost here; {@link EventTable} writes the words. */
    public static EventRow of(Gap gap, Instant noticed) {
        return new EventRow(
                Kind.GAP,
                gap.resumed().toString(),
                gap.topic().name(),
                "",
                gap.requested().map(Object::toString).orElse(""),
                0,
                noticed,
                Optional.empty());
    }

    private static String preview(Event event) {
        if (!event.payload().isText()) {
            return hex(event.payload().buffer());
        }
        // Enough bytes for the preview, whatever the script: UTF-8 takes at most four for a character.
        byte[] head = new byte[Math.min(event.payload().size(), 4 * PREVIEW)];
        event.payload().buffer().get(head);
        String text = new String(head, java.nio.charset.StandardCharsets.UTF_8);
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > PREVIEW ? line.substring(0, PREVIEW) + "…" : line;
    }

    private static String hex(java.nio.ByteBuffer bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < BINARY_PREVIEW && bytes.hasRemaining(); i++) {
            out.append(String.format("%02x ", bytes.get()));
        }
        return out.append(bytes.hasRemaining() ? "…" : "").toString().strip();
    }
}
