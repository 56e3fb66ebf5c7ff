package dev.pushlab.server.technique.sse;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The text format of an event stream (WHATWG HTML, "Parsing an event stream"):
 *
 * <pre>
 *   id: 12345:7
 *   event: tick          only if the event has a type, and without an envelope
 *   data: first line
 *   data: second line
 *   (blank line)
 * </pre>
 *
 * <p>The format separates lines by CR, LF or CRLF alike, so data with CR or CRLF arrives with LF; with the JSON envelope
 * data arrives exactly. Binary data is in base64 in either case.
 */
enum SseEncoder implements WireFormat {
    /** The data itself. */
    BARE {
        // snippet:begin encode
        @Override
        public void encode(Event event, ByteBuf out) {
            id(event.id(), out);
            if (!event.type().isEmpty()) {
                ByteBufUtil.writeAscii(out, "event: ");
                ByteBufUtil.writeAscii(out, event.type());
                out.writeByte('\n');
            }
            Payload data = event.payload();
            lines(data.isText() ? data.buffer() : Base64.getEncoder().encode(data.buffer()), out);
            out.writeByte('\n');
        }
        // snippet:end
    },

    /** The event as JSON: on one line, and as an event without type, so that one listener hears all. */
    JSON {
        @Override
        public void encode(Event event, ByteBuf out) {
            id(event.id(), out);
            ByteBufUtil.writeAscii(out, DATA);
            EventJson.write(event, out);
            ByteBufUtil.writeAscii(out, "\n\n");
        }
    };

    /** How long it waits when the server has asked it to come again. */
    private static final int AGAIN_MILLIS = 100;

    private static final String DATA = "data: ";

    /** As an event of its own: its id is the position at which the stream goes on, so that resuming goes on there too. */
    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        id(gap.resumed(), out);
        ByteBufUtil.writeAscii(out, "event: gap\n");
        ByteBufUtil.writeAscii(out, DATA);
        EventJson.write(gap, out);
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    /** As a comment: an event could be mistaken for one that was published. */
    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        ByteBufUtil.writeAscii(
                out,
                switch (ending) {
                    case TOO_SLOW -> ": too-slow: events were taken too slowly, the stream ends\n\n";
                    case TAKEN_OVER -> ": taken-over: another connection has the subscription, the stream ends\n\n";
                    case DELETED -> ": deleted: the subscription was deleted, the stream ends\n\n";
                });
        return true;
    }

    /**
     * The beginning of a stream. A block with an id and without data is not dispatched, but sets the last event id: a
     * reader that is interrupted before its first event resumes from where it had started. If history was lost, the
     * gap that follows has the id. With envelopes the position is dispatched as well, as an event of its own type
     * {@code subscribed}, with whether everything is there from it on: a page cannot see the last event id before its
     * first event, and needs it to open a new stream; and, if the browser was redirected, the status by which.
     */
    void encodeOpening(SseOpening opening, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "retry: " + opening.retryMillis() + "\n");
        if (opening.recovered()) {
            id(opening.start(), out);
        }
        if (this == JSON) {
            ByteBufUtil.writeAscii(out, "event: subscribed\n");
            String redirected =
                    opening.redirected().map(it -> ",\"redirected\":" + it).orElse("");
            ByteBufUtil.writeAscii(
                    out,
                    DATA + "{\"start\":\"" + opening.start() + "\",\"recovered\":" + opening.recovered() + redirected
                            + "}\n");
        }
        out.writeByte('\n');
    }

    static void encodeHeartbeat(ByteBuf out) {
        ByteBufUtil.writeAscii(out, ":\n\n");
    }

    /** Whoever reads this comes again at once when the stream ends; the new one says how long to wait from then on. */
    static void encodeReconnect(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "retry: " + AGAIN_MILLIS + "\n\n");
    }

    private static void id(EventId id, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "id: ");
        ByteBufUtil.writeAscii(out, id.toString());
        out.writeByte('\n');
    }

    /** One field per line. The space after the colon is always there, so one that the data begins with is kept. */
    private static void lines(ByteBuffer text, ByteBuf out) {
        int start = text.position();
        for (int i = start; i < text.limit(); i++) {
            byte b = text.get(i);
            if (b == '\n' || b == '\r') {
                line(text, start, i, out);
                boolean crLf = b == '\r' && i + 1 < text.limit() && text.get(i + 1) == '\n';
                i += crLf ? 1 : 0;
                start = i + 1;
            }
        }
        line(text, start, text.limit(), out);
    }

    private static void line(ByteBuffer text, int from, int to, ByteBuf out) {
        ByteBufUtil.writeAscii(out, DATA);
        out.writeBytes(text.duplicate().position(from).limit(to));
        out.writeByte('\n');
    }
}
