package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.EventJson;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Frames from the server, which are never masked (RFC 6455 §5.2); whoever asks for messages in several frames, or
 * compressed ones, gets them by a {@link FrameFormat}.
 *
 * <pre>
 *   byte 0      0x81 text or 0x82 binary, FIN set
 *   byte 1      length 0–125, or 126: length in the next 2 bytes, or 127: in the next 8
 *   then        the payload
 * </pre>
 */
enum WebSocketEncoder implements WireFormat {
    /** A text message per event, as JSON. */
    JSON {
        @Override
        int payload(Event event, ByteBuf out) {
            EventJson.write(event, out);
            return TEXT;
        }

        /** {@code {"gap":{…}}}. */
        @Override
        int payload(Gap gap, ByteBuf out) {
            ByteBufUtil.writeAscii(out, "{\"gap\":");
            EventJson.write(gap, out);
            out.writeByte('}');
            return TEXT;
        }
    },

    /** The data itself, as a text or binary message. */
    BARE {
        @Override
        int payload(Event event, ByteBuf out) {
            Payload data = event.payload();
            out.writeBytes(data.buffer());
            return data.isText() ? TEXT : BINARY;
        }

        /** Bare data has no words for it: nothing is sent. Who must know asks for the envelope. */
        @Override
        int payload(Gap gap, ByteBuf out) {
            return NOTHING;
        }
    };

    /** Appends what a message about the event carries, and gives the first byte of its frame. */
    abstract int payload(Event event, ByteBuf out);

    /** The same for a gap; {@link #NOTHING} if nothing is to be sent. */
    abstract int payload(Gap gap, ByteBuf out);

    @Override
    public void encode(Event event, ByteBuf out) {
        int start = begin(out);
        finish(payload(event, out), start, out);
    }

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        int start = begin(out);
        int firstByte = payload(gap, out);
        if (firstByte == NOTHING) {
            out.writerIndex(start);
        } else {
            finish(firstByte, start, out);
        }
    }

    /** A close frame with 1008, policy violation (RFC 6455 §7.4.1). */
    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        int start = begin(out);
        out.writeShort(POLICY_VIOLATION);
        ByteBufUtil.writeAscii(
                out,
                switch (ending) {
                    case TOO_SLOW -> "events were taken too slowly";
                    case TAKEN_OVER -> "another connection has the subscription";
                    case DELETED -> "the subscription was deleted";
                });
        finish(CLOSE, start, out);
        return true;
    }

    static final int TEXT = 0x81;
    static final int BINARY = 0x82;
    static final int NOTHING = 0;

    private static final int CLOSE = 0x88;
    private static final int POLICY_VIOLATION = 1008;

    /** Most messages need this: room for a length of two bytes. */
    private static final int USUAL_HEADER = 4;

    private static final int SHORT_HEADER = 2;
    private static final int LONG_HEADER = 10;
    private static final int SHORT = 125;
    private static final int USUAL = 0xffff;

    /** Leaves room for a header, which is written when the length is known. */
    static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeZero(USUAL_HEADER);
        return start;
    }

    /** Writes the header; a payload that needs a shorter or a longer one is moved. */
    static void finish(int firstByte, int start, ByteBuf out) {
        int length = out.writerIndex() - start - USUAL_HEADER;
        if (length > SHORT && length <= USUAL) {
            out.setByte(start, firstByte);
            out.setByte(start + 1, 126);
            out.setShort(start + 2, length);
            return;
        }
        byte[] payload = ByteBufUtil.getBytes(out, start + USUAL_HEADER, length, true);
        out.writerIndex(start);
        out.ensureWritable((length > USUAL ? LONG_HEADER : SHORT_HEADER) + length);
        out.writeByte(firstByte);
        if (length <= SHORT) {
            out.writeByte(length);
        } else {
            out.writeByte(127);
            out.writeLong(length);
        }
        out.writeBytes(payload);
    }
}
