package dev.pushlab.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Finds the frames of HTTP/2 in one direction's bytes, however these are cut (RFC 9113 §4.1):
 *
 * <pre>
 *   length (24) · type (8) · flags (8) · R (1) · stream (31) · payload
 * </pre>
 *
 * It believes what it reads: whoever decodes the frames judges them. Changes nothing.
 */
final class FrameScanner {
    /** What a client says first (RFC 9113 §3.4). */
    static final int PREFACE_BYTES = 24;

    private static final int HEADER_BYTES = 9;
    private static final int END_HEADERS = 0x4;

    private int preface;
    private int headerBytes;
    private long header;
    private int stream;
    private int type;
    private int flags;
    private int left;
    /** The stream whose header block goes on in the next frame; 0 if none does. */
    private int openBlock;

    private long completed;

    /** Is told of the bytes that were found. */
    @FunctionalInterface
    interface Found {
        /** @param stream 0 for the connection itself */
        void part(int stream, int bytes);
    }

    /** @param preface how many bytes come before the first frame */
    FrameScanner(int preface) {
        this.preface = preface;
    }

    /** Looks at all readable bytes, and leaves them readable. */
    void scan(ByteBuf bytes, Found found) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        int skipped = Math.min(preface, end - at);
        preface -= skipped;
        at += skipped;
        while (at < end) {
            if (headerBytes < HEADER_BYTES) {
                at = header(bytes, at, end);
                if (headerBytes < HEADER_BYTES) {
                    return;
                }
                found.part(stream, HEADER_BYTES);
            }
            int part = Math.min(left, end - at);
            at += part;
            left -= part;
            if (part > 0) {
                found.part(stream, part);
            }
            if (left == 0) {
                endOfFrame();
            }
        }
    }

    private int header(ByteBuf bytes, int from, int end) {
        int at = from;
        for (; at < end && headerBytes < HEADER_BYTES; at++, headerBytes++) {
            int octet = bytes.getByte(at) & 0xff;
            switch (headerBytes) {
                case 0, 1, 2 -> header = header << 8 | octet;
                case 3 -> type = octet;
                case 4 -> flags = octet;
                default -> stream = stream << 8 | octet;
            }
        }
        if (headerBytes == HEADER_BYTES) {
            left = (int) header;
            stream &= Integer.MAX_VALUE;
        }
        return at;
    }

    private void endOfFrame() {
        boolean isBlock = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
        openBlock = isBlock && (flags & END_HEADERS) == 0 ? stream : 0;
        if (openBlock == 0) {
            completed++;
        }
        headerBytes = 0;
        header = 0;
        stream = 0;
    }

    /** The stream whose header block has begun and not ended yet; 0 if there is none. */
    int openBlock() {
        boolean begun = headerBytes == HEADER_BYTES && type == Http2FrameTypes.HEADERS;
        return begun ? stream : openBlock;
    }

    /** Whether something has begun that nothing can be done with before it ends: not data, which can be passed on. */
    boolean isMidway() {
        return preface > 0
                || openBlock != 0
                || headerBytes > 0 && (headerBytes < HEADER_BYTES || type != Http2FrameTypes.DATA);
    }

    /** How many frames, and header blocks with all of their frames, have come to an end. */
    long completed() {
        return completed;
    }
}
