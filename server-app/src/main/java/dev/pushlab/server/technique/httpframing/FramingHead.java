package dev.pushlab.server.technique.httpframing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The head of an answer. Clients of HTTP/1.0 are answered by HTTP/1.1 too: a server says what it speaks (RFC 9110 §2.5),
 * and uses of it what the client may understand.
 *
 * @param connection the header Connection; empty for none
 * @param origin whose pages may read the answer, by CORS; empty if only the server's own may
 */
record FramingHead(String connection, String origin) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** @param length of the body, if the framing says it */
    void write(Framing framing, int length, ByteBuf out) {
        ByteBufUtil.writeAscii(
                out,
                "HTTP/1.1 200 OK\r\n"
                        + "content-type: application/x-ndjson\r\n"
                        + framing.header(length)
                        + "cache-control: no-store\r\n"
                        + "date: " + DATE.format(Instant.now()) + "\r\n"
                        + "x-content-type-options: nosniff\r\n"
                        + (connection.isEmpty() ? "" : "connection: " + connection + "\r\n")
                        + (origin.isEmpty() ? "" : "access-control-allow-origin: " + origin + "\r\nvary: origin\r\n")
                        + "\r\n");
    }
}
