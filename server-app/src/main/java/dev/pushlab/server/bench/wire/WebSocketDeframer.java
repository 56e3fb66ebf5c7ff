package dev.pushlab.server.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The client's side of RFC 6455, without extensions. */
final class WebSocketDeframer implements Deframer {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_CONTROL = 125;
    private static final int SHORT_HEADER = 2;

    private HttpHead head = new HttpHead();
    private int headerBytes;
    private int headerLength = SHORT_HEADER;
    private int first;
    private long length;
    private long remaining;
    private boolean inPayload;
    private boolean inMessage;
    private byte[] control;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        if (head != null) {
            at = head.take(bytes, from, to);
            if (!head.isComplete()) {
                return;
            }
            head.requireStatus(101);
            head = null;
            sink.established();
        }
        while (at < to || inPayload && remaining == 0) {
            at = inPayload ? payload(bytes, at, to, sink) : header(bytes, at, sink);
        }
    }

    /** Takes one byte: 2, 4 or 10 of them are a header (§5.2). */
    private int header(byte[] bytes, int at, PayloadSink sink) {
        int value = bytes[at] & 0xff;
        headerBytes++;
        if (headerBytes == 1) {
            first = value;
            length = 0;
        } else if (headerBytes == SHORT_HEADER) {
            if (value >= 0x80) {
                throw new WireException("a masked frame from a server");
            }
            headerLength = value < 126 ? SHORT_HEADER : value == 126 ? 4 : 10;
            length = value < 126 ? value : 0;
        } else {
            length = length << 8 | value;
        }
        if (headerBytes == headerLength && headerBytes >= SHORT_HEADER) {
            headerBytes = 0;
            headerLength = SHORT_HEADER;
            frame(sink);
        }
        return at + 1;
    }

    private void frame(PayloadSink sink) {
        if ((first & 0x70) != 0 || length < 0) {
            throw new WireException("reserved bits in a frame");
        }
        int opcode = first & 0x0f;
        remaining = length;
        inPayload = true;
        switch (opcode) {
            case TEXT, BINARY -> {
                if (inMessage) {
                    throw new WireException("a message within a message");
                }
                inMessage = true;
                sink.begin();
            }
            case CONTINUATION -> {
                if (!inMessage) {
                    throw new WireException("a continuation of nothing");
                }
            }
            case CLOSE, PING, PONG -> {
                if (length > MAX_CONTROL || first < 0x80) {
                    throw new WireException("a control frame that is too long or fragmented");
                }
                control = new byte[(int) length];
            }
            default -> throw new WireException("opcode " + opcode);
        }
    }

    private int payload(byte[] bytes, int at, int to, PayloadSink sink) {
        int count = (int) Math.min(remaining, to - at);
        if (control != null) {
            System.arraycopy(bytes, at, control, control.length - (int) remaining, count);
        } else if (count > 0) {
            sink.bytes(bytes, at, at + count);
        }
        remaining -= count;
        if (remaining == 0) {
            inPayload = false;
            if (control != null) {
                control(sink);
            } else if (first >= 0x80) {
                inMessage = false;
                sink.end();
            }
        }
        return at + count;
    }

    private void control(PayloadSink sink) {
        byte[] data = control;
        control = null;
        switch (first & 0x0f) {
            case PING -> sink.reply(WebSocketFrames.masked(PONG, data));
            case CLOSE -> {
                int code = data.length < 2 ? 1005 : (data[0] & 0xff) << 8 | data[1] & 0xff;
                String reason = data.length < 2
                        ? ""
                        : new String(Arrays.copyOfRange(data, 2, data.length), StandardCharsets.UTF_8);
                throw new WireException("closed by the server: " + code + " " + reason);
            }
            default -> {
                // An unasked pong means nothing (§5.5.3).
            }
        }
    }
}
