package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;

/**
 * An event as JSON (RFC 8259), the same for every technique that uses JSON:
 *
 * <pre>{"id":"12345:7","topic":"news","type":"tick","time":"2026-11-23T15:04:05.000006Z",
 *  "contentType":"text/plain","data":"…"}</pre>
 *
 * <p>{@code type} is empty for an untyped event; {@code time} always has six decimals; the data of a binary event is in
 * base64 (RFC 4648 §4), and {@code "encoding":"base64"} follows it. Written straight into a buffer, because this is done
 * for every event and the data of text is UTF-8 already.
 */
public final class EventJson {
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(java.util.Locale.ROOT);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private EventJson() {}

    public static void write(Event event, ByteBuf out) {
        ascii(out, "{\"id\":\"");
        ascii(out, event.id().toString());
        ascii(out, "\",\"topic\":\"");
        ascii(out, event.topic().name());
        ascii(out, "\",\"type\":\"");
        escape(out, ByteBuffer.wrap(event.type().getBytes(StandardCharsets.US_ASCII)));
        ascii(out, "\",\"time\":\"");
        ascii(out, TIME.format(event.time()));
        ascii(out, "\",\"contentType\":\"");
        escape(out, ByteBuffer.wrap(event.contentType().getBytes(StandardCharsets.US_ASCII)));
        ascii(out, "\",\"data\":\"");
        Payload data = event.payload();
        if (data.isText()) {
            escape(out, data.buffer());
            ascii(out, "\"}");
        } else {
            out.writeBytes(Base64.getEncoder().encode(data.buffer()));
            ascii(out, "\",\"encoding\":\"base64\"}");
        }
    }

    /** {@code {"topic":"news","requested":"12345:7","resumed":"12345:90"}}; without {@code requested} if there was none, and with
     * {@code "reason":"dropped"} or {@code "conflated"} if it is because the subscriber was slow. */
    public static void write(Gap gap, ByteBuf out) {
        ascii(out, "{\"topic\":\"");
        ascii(out, gap.topic().name());
        gap.requested().ifPresent(id -> {
            ascii(out, "\",\"requested\":\"");
            ascii(out, id.toString());
        });
        ascii(out, "\",\"resumed\":\"");
        ascii(out, gap.resumed().toString());
        if (gap.reason() != Gap.Reason.LOST) {
            ascii(out, "\",\"reason\":\"");
            ascii(out, gap.reason() == Gap.Reason.DROPPED ? "dropped" : "conflated");
        }
        ascii(out, "\"}");
    }

    private static void ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }

    /** UTF-8 with quotation marks, backslashes and control characters escaped; runs without any are copied at once. */
    private static void escape(ByteBuf out, ByteBuffer text) {
        int runStart = text.position();
        for (int i = runStart; i < text.limit(); i++) {
            byte b = text.get(i);
            if (b == '"' || b == '\\' || b >= 0 && b < 0x20) {
                copy(out, text, runStart, i);
                runStart = i + 1;
                escape(out, b);
            }
        }
        copy(out, text, runStart, text.limit());
    }

    private static void escape(ByteBuf out, byte b) {
        out.writeByte('\\');
        switch (b) {
            case '"', '\\' -> out.writeByte(b);
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> {
                ascii(out, "u00");
                out.writeByte(HEX[b >> 4]);
                out.writeByte(HEX[b & 0xf]);
            }
        }
    }

    private static void copy(ByteBuf out, ByteBuffer text, int from, int to) {
        if (to > from) {
            out.writeBytes(text.duplicate().position(from).limit(to));
        }
    }
}
