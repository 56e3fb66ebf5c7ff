package dev.pushlab.server.technique.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;

/**
 * Makes messages out of data frames (RFC 6455 §5.4), decompressed where that was agreed on (RFC 7692), and sees to it that
 * text is UTF-8 (§8.1). The decoder has seen to it that fragments come one after the other, with control frames at most
 * between them.
 */
final class Messages {
    private final int maxBytes;
    private final boolean deflate;
    private final Sink sink;
    /** What has come of a message in several frames, and what its first frame said; null most of the time. */
    private ByteBuf fragments;

    private boolean text;
    private boolean compressed;

    @FunctionalInterface
    interface Sink {
        /** Takes a message; its bytes are valid only meanwhile. */
        void message(boolean isText, ByteBuf content);
    }

    /**
     * @param maxBytes of a message, compressed and not; those of a frame are the decoder's business
     * @param deflate whether the client may compress
     */
    Messages(int maxBytes, boolean deflate, Sink sink) {
        this.maxBytes = maxBytes;
        this.deflate = deflate;
        this.sink = sink;
    }

    /** @throws CorruptedWebSocketFrameException if the connection has to end, with the code to say so */
    void take(WebSocketFrame frame, ByteBufAllocator alloc) {
        boolean isFirst = fragments == null;
        if (frame.rsv() != 0 && (!isFirst || !deflate || frame.rsv() != MessageDeflate.FRAME_RSV1)) {
            throw refused(WebSocketCloseStatus.PROTOCOL_ERROR, "reserved bits");
        }
        if (isFirst) {
            text = frame instanceof TextWebSocketFrame;
            compressed = frame.rsv() == MessageDeflate.FRAME_RSV1;
            if (frame.isFinalFragment()) {
                whole(frame.content(), alloc);
                return;
            }
            fragments = alloc.buffer();
        }
        if (fragments.readableBytes() + frame.content().readableBytes() > maxBytes) {
            drop();
            throw refused(WebSocketCloseStatus.MESSAGE_TOO_BIG, "fragments");
        }
        fragments.writeBytes(frame.content());
        if (frame.isFinalFragment()) {
            ByteBuf all = fragments;
            fragments = null;
            try {
                whole(all, alloc);
            } finally {
                all.release();
            }
        }
    }

    private void whole(ByteBuf content, ByteBufAllocator alloc) {
        if (!compressed) {
            say(content);
            return;
        }
        ByteBuf message = alloc.buffer();
        try {
            if (!MessageDeflate.decompress(content, message, maxBytes)) {
                throw refused(WebSocketCloseStatus.MESSAGE_TOO_BIG, "decompressed");
            }
            say(message);
        } catch (DataFormatException e) {
            throw new CorruptedWebSocketFrameException(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "not deflated", e);
        } finally {
            message.release();
        }
    }

    private void say(ByteBuf content) {
        if (text && !ByteBufUtil.isText(content, StandardCharsets.UTF_8)) {
            throw refused(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "not UTF-8");
        }
        sink.message(text, content);
    }

    private static CorruptedWebSocketFrameException refused(WebSocketCloseStatus status, String why) {
        return new CorruptedWebSocketFrameException(status, why);
    }

    /** Forgets what has come of a message. */
    void drop() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }
}
