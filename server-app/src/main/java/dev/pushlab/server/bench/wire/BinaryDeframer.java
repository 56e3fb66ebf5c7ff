package dev.pushlab.server.bench.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** The client's side of the binary protocol in plaintext mode: docs/protocol.md. */
final class BinaryDeframer implements Deframer {
    private static final int MAX_OTHER_BODY = 4096;
    private static final int MORE = 1;

    /** Where in an EVENT or NEXT the next byte belongs. */
    private enum Part {
        NUMBERS,
        TYPE_LENGTH,
        TYPE,
        CONTENT_TYPE,
        CONTENT_TYPE_LENGTH,
        CONTENT_TYPE_NAME,
        DATA
    }

    /** The topic, epoch, offset and time. */
    private static final int NUMBERS_OF_EVENT = 4;
    /** The topic, and how much later than the event before; data comes right after them. */
    private static final int NUMBERS_OF_NEXT = 2;

    private final int establishedBy;
    private final byte[] header = new byte[BinaryFrames.HEADER];
    private int headerBytes;
    private int remaining;
    private byte[] body;
    private Part part;
    private int number;
    private int skip;

    /** @param establishedBy the type of message after which the connection can be used */
    BinaryDeframer(int establishedBy) {
        this.establishedBy = establishedBy;
    }

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            if (headerBytes < header.length) {
                int count = Math.min(header.length - headerBytes, to - at);
                System.arraycopy(bytes, at, header, headerBytes, count);
                headerBytes += count;
                at += count;
                if (headerBytes == header.length) {
                    frame(sink);
                }
            } else {
                int end = at + Math.min(remaining, to - at);
                remaining -= end - at;
                if (body == null) {
                    event(bytes, at, end, sink);
                } else {
                    System.arraycopy(bytes, at, body, body.length - remaining - (end - at), end - at);
                }
                at = end;
                if (remaining == 0) {
                    endOfFrame(sink);
                }
            }
        }
    }

    private void frame(PayloadSink sink) {
        int length = (header[0] & 0xff) << 24 | (header[1] & 0xff) << 16 | (header[2] & 0xff) << 8 | header[3] & 0xff;
        if (length < 4
                || length > BinaryFrames.MAX_LENGTH
                || header[4] != 1
                || header[6] != 0
                || header[7] >>> 1 != 0) {
            throw new WireException("not a frame: " + Arrays.toString(header));
        }
        remaining = length - 4;
        if (type() == BinaryFrames.EVENT || type() == BinaryFrames.NEXT) {
            body = null;
            if (part == null) {
                part = Part.NUMBERS;
                number = 0;
            }
        } else if (part != null || remaining > MAX_OTHER_BODY || header[7] != 0) {
            throw new WireException("a message of type " + type() + " of more than " + MAX_OTHER_BODY
                    + " bytes, in parts, or within another");
        } else {
            body = new byte[remaining];
        }
        if (remaining == 0) {
            endOfFrame(sink);
        }
    }

    private int type() {
        return header[5];
    }

    private void event(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to && part != Part.DATA) {
            at = beforeData(bytes, at, to);
            if (part == Part.DATA) {
                sink.begin();
            }
        }
        if (at < to) {
            sink.bytes(bytes, at, to);
        }
    }

    private int beforeData(byte[] bytes, int at, int to) {
        int value = bytes[at] & 0xff;
        switch (part) {
            case NUMBERS -> {
                boolean next = type() == BinaryFrames.NEXT;
                if (value < 0x80 && ++number == (next ? NUMBERS_OF_NEXT : NUMBERS_OF_EVENT)) {
                    part = next ? Part.DATA : Part.TYPE_LENGTH;
                }
            }
            case TYPE_LENGTH -> {
                skip = value;
                part = skip == 0 ? Part.CONTENT_TYPE : Part.TYPE;
            }
            case CONTENT_TYPE -> part = value == 0 ? Part.CONTENT_TYPE_LENGTH : Part.DATA;
            case CONTENT_TYPE_LENGTH -> {
                skip = value;
                part = skip == 0 ? Part.DATA : Part.CONTENT_TYPE_NAME;
            }
            default -> {
                int count = Math.min(skip, to - at);
                skip -= count;
                if (skip == 0) {
                    part = part == Part.TYPE ? Part.CONTENT_TYPE : Part.DATA;
                }
                return at + count;
            }
        }
        return at + 1;
    }

    private void endOfFrame(PayloadSink sink) {
        headerBytes = 0;
        if (body != null) {
            message(sink);
        } else if (header[7] != MORE) {
            if (part != Part.DATA) {
                throw new WireException("an event that ends within its " + part);
            }
            part = null;
            sink.end();
        }
    }

    private void message(PayloadSink sink) {
        int type = type();
        switch (type) {
            case BinaryFrames.HELLO_OK,
                    BinaryFrames.WELCOME,
                    BinaryFrames.SUBSCRIBED,
                    BinaryFrames.PUBLISHED,
                    BinaryFrames.PONG,
                    BinaryFrames.POLL -> {
                if (type == establishedBy) {
                    sink.established();
                }
            }
            case BinaryFrames.PING ->
                sink.reply(BinaryFrames.pong(body, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
            default ->
                throw new WireException("a message of type " + type + ": "
                        + new String(body, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "."));
        }
    }
}
