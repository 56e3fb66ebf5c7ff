package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.WireFormat;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;

/**
 * The same messages for those who asked for them in several frames (RFC 6455 §5.4) or compressed (RFC 7692). Without
 * context takeover a compressed message depends on nothing that came before it over the same connection, so that it is
 * made once for all who have asked for the same.
 *
 * @param plain what the messages say
 * @param frames how many frames a message is cut into, if it has as many bytes
 * @param deflate whether messages that become shorter by it are compressed
 */
record FrameFormat(WebSocketEncoder plain, int frames, boolean deflate) implements WireFormat {
    static final int MAX_FRAMES = 16;

    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int ENVELOPE = 256;

    /** Equal to all of the same wishes; the plain one for those who wish for nothing. */
    static WireFormat of(WebSocketEncoder plain, int frames, boolean deflate) {
        return frames == 1 && !deflate ? plain : new FrameFormat(plain, frames, deflate);
    }

    @Override
    public void encode(Event event, ByteBuf out) {
        ByteBuf payload = out.alloc().buffer(event.payload().size() + ENVELOPE);
        try {
            write(plain.payload(event, payload), payload, out);
        } finally {
            payload.release();
        }
    }

    @Override
    public void encodeGap(Gap gap, ByteBuf out) {
        ByteBuf payload = out.alloc().buffer(ENVELOPE);
        try {
            int firstByte = plain.payload(gap, payload);
            if (firstByte != WebSocketEncoder.NOTHING) {
                write(firstByte, payload, out);
            }
        } finally {
            payload.release();
        }
    }

    @Override
    public boolean encodeEnding(Topic topic, Ending ending, ByteBuf out) {
        return plain.encodeEnding(topic, ending, out);
    }

    // snippet:begin deflate
    private void write(int firstByte, ByteBuf payload, ByteBuf out) {
        if (!deflate) {
            cut(firstByte, payload, out);
            return;
        }
        ByteBuf compressed = out.alloc().buffer(payload.readableBytes());
        try {
            MessageDeflate.compress(payload, compressed);
            boolean shorter = compressed.readableBytes() < payload.readableBytes();
            // RFC 7692 §6: bit RSV1 tells of each message, in its first frame, whether it is compressed.
            cut(shorter ? firstByte | MessageDeflate.RSV1 : firstByte, shorter ? compressed : payload, out);
        } finally {
            compressed.release();
        }
    }
    // snippet:end

    /** Frames whose lengths differ by one at most: opcode and RSV1 in the first, FIN in the last. */
    private void cut(int firstByte, ByteBuf payload, ByteBuf out) {
        int count = Math.max(1, Math.min(frames, payload.readableBytes()));
        for (int i = 0; i < count; i++) {
            int length = payload.readableBytes() / (count - i);
            int kind = i == 0 ? firstByte & ~FIN : CONTINUATION;
            int start = WebSocketEncoder.begin(out);
            out.writeBytes(payload, length);
            WebSocketEncoder.finish(i == count - 1 ? kind | FIN : kind, start, out);
        }
    }
}
