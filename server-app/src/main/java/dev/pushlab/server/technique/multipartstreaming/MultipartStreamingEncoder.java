package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.technique.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Each event as a part (RFC 2046 §5.1), closed by the delimiter at once, so that it need not wait for the next one:
 *
 * <pre>
 *   Content-Type: text/plain; charset=utf-8
 *   Content-Length: 5
 *   Event-Id: 12345:7
 *   Event-Type: tick                          only if the event has a type, and without an envelope
 *   (blank line)
 *   hello
 *   --pushlab_0123456789abcdef
 * </pre>
 *
 * <p>Binary data goes as it is. Data in which the boundary occurs goes in base64, and the header {@code
 * Content-Transfer-Encoding} (RFC 2045 §6) says so. Parts that are no events have a header {@code Pushlab-Part}: {@code
 * start}, {@code gap}, {@code heartbeat}, {@code end}.
 *
 * @param envelope whether the data of a part is the event as JSON
 */
record MultipartStreamingEncoder(Boundary boundary, boolean envelope) implements PartFormat {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final String JSON = "application/json";

    // snippet:begin encode
    @Override
    public void encode(Event event, ByteBuf out) {
        Payload data = event.payload();
        if (envelope) {
            ByteBuf json = out.alloc().buffer(data.size() + 256);
            try {
                EventJson.write(event, json);
                part(JSON, "Event-Id: " + event.id() + "\r\n", json.nioBuffer(), out);
            } finally {
                json.release();
            }
            return;
        }
        String type = event.type().isEmpty() ? "" : "Event-Type: " + event.type() + "\r\n";
        // Never what the publisher said it is: a browser could take it for a page of this server.
        part(data.isText() ? TEXT : BYTES, "Event-Id: " + event.id() + "\r\n" + type, data.buffer(), out);
    }

    private void part(String contentType, String headers, ByteBuffer data, ByteBuf out) {
        ByteBuffer body = data;
        String encoding = "";
        if (boundary.occursIn(data)) {
            body = Base64.getEncoder().encode(data);
            encoding = "Content-Transfer-Encoding: base64\r\n";
        }
        ByteBufUtil.writeAscii(out, "Content-Type: " + contentType + "\r\n");
        ByteBufUtil.writeAscii(out, "Content-Length: " + body.remaining() + "\r\n");
        ByteBufUtil.writeAscii(out, headers + encoding + "\r\n");
        out.writeBytes(body);
        boundary.next(out);
    }
    // snippet:end

    /** A part with the position at which delivery goes on, so that resuming goes on there too. */
    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        ByteBuf json = Unpooled.buffer(128);
        EventJson.write(gap, json);
        part(JSON, "Pushlab-Part: gap\r\nEvent-Id: " + gap.resumed() + "\r\n", json.nioBuffer(), out);
    }

    @Override
    public void encodeOpening(EventId start, boolean recovered, ByteBuf out) {
        boundary.open(out);
        String json = "{\"start\":\"" + start + "\",\"recovered\":" + recovered + "}";
        part(JSON, "Pushlab-Part: start\r\nEvent-Id: " + start + "\r\n", ascii(json), out);
    }

    /** Headers and no body, which RFC 2046 §5.1 allows. To what replaces part by part it is an empty picture. */
    @Override
    public void encodeHeartbeat(ByteBuf out) {
        part(TEXT, "Pushlab-Part: heartbeat\r\n", ascii(""), out);
    }

    /** The last part, behind which nothing follows. */
    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        String reason = Streams.word(ending);
        ByteBufUtil.writeAscii(out, "Content-Type: " + TEXT + "\r\nContent-Length: " + reason.length() + "\r\n");
        ByteBufUtil.writeAscii(out, "Pushlab-Part: end\r\n\r\n" + reason);
        boundary.close(out);
        return true;
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
