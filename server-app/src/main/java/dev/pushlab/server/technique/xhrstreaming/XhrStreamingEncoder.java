package dev.pushlab.server.technique.xhrstreaming;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.technique.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;

/** What such an answer consists of: a reader knows from the bytes alone where each part ends. */
enum XhrStreamingEncoder implements WireFormat {
    /**
     * One JSON object in each line, as {@link Streams} and {@link EventJson} write them. No string of JSON contains a line
     * feed (RFC 8259 §7), so a line that has its line feed is whole. An empty line is a heartbeat:
     *
     * <pre>
     *   {"subscribed":{"topic":"news","start":"12345:7","recovered":true,"heartbeat":15000}}
     *   {"id":"12345:8","topic":"news",…,"data":"hello"}
     *   (empty line)
     * </pre>
     */
    JSON("application/x-ndjson") {
        // snippet:begin encode
        @Override
        public void encode(Event event, ByteBuf out) {
            EventJson.write(event, out);
            out.writeByte('\n');
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            Streams.gap(gap, out);
            out.writeByte('\n');
        }

        @Override
        void encodeOpening(Topic topic, EventId start, boolean recovered, Duration heartbeat, ByteBuf out) {
            Streams.subscribed(topic, start, recovered, heartbeat, "", out);
            out.writeByte('\n');
        }
        // snippet:end

        @Override
        public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
            Streams.ended(Streams.word(ending), out);
            out.writeByte('\n');
            return true;
        }
    },

    /**
     * The data of each event, after a line with its length in bytes and, if it has one, the type. Where it begins is in the
     * first line, and offsets rise by one, so the ids follow. An empty line where a length would be is a heartbeat:
     *
     * <pre>
     *   start 12345:7
     *   5 greeting
     *   hello
     *   (empty line)
     *   gap 12345:90
     *   3
     *   a
     *   b
     *   end too-slow
     * </pre>
     */
    NONE("text/plain; charset=utf-8") {
        @Override
        public void encode(Event event, ByteBuf out) {
            ByteBufUtil.writeAscii(out, Integer.toString(event.payload().size()));
            if (!event.type().isEmpty()) {
                out.writeByte(' ');
                ByteBufUtil.writeAscii(out, event.type());
            }
            out.writeByte('\n');
            out.writeBytes(event.payload().buffer());
            out.writeByte('\n');
        }

        @Override
        public void encodeGap(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "gap " + gap.resumed() + "\n");
        }

        @Override
        void encodeOpening(Topic topic, EventId start, boolean recovered, Duration heartbeat, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "start " + start + "\n");
        }

        @Override
        public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "end " + Streams.word(ending) + "\n");
            return true;
        }
    };

    private final String contentType;

    XhrStreamingEncoder(String contentType) {
        this.contentType = contentType;
    }

    /** Never what a publisher said it is: a browser must not take it for a page of this server. */
    String contentType() {
        return contentType;
    }

    /** Appends the first line: where the stream begins. If history was lost, the gap follows. */
    abstract void encodeOpening(Topic topic, EventId start, boolean recovered, Duration heartbeat, ByteBuf out);

    /** Appends an empty line. */
    static void encodeHeartbeat(ByteBuf out) {
        out.writeByte('\n');
    }
}
