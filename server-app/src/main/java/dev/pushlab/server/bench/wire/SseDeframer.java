package dev.pushlab.server.bench.wire;

import java.util.Arrays;

/**
 * An event stream (WHATWG HTML, "Parsing an event stream") whose lines end with LF, as those of all servers that are
 * measured do. Chunked bodies are unpacked.
 */
final class SseDeframer implements Deframer {
    private static final byte[] DATA = Bytes.ascii("data:");

    private enum Part {
        /** Nothing of the line, or some bytes that all agree with {@code data:}. */
        NAME,
        /** Behind the colon of {@code data:}. */
        SPACE,
        VALUE,
        /** In a line of another field, or a comment. */
        OTHER
    }

    private HttpHead head = new HttpHead();
    private Dechunker chunks;
    private Part part = Part.NAME;
    private int matched;
    private boolean inEvent;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        if (head != null) {
            at = head.take(bytes, from, to);
            if (!head.isComplete()) {
                return;
            }
            head.requireStatus(200);
            chunks = head.isChunked() ? new Dechunker() : null;
            head = null;
            sink.established();
        }
        if (chunks == null) {
            lines(bytes, at, to, sink);
            return;
        }
        while (at < to) {
            at = chunks.header(bytes, at, to);
            int end = at + chunks.available(to - at);
            lines(bytes, at, end, sink);
            chunks.consumed(end - at);
            at = end;
        }
    }

    private void lines(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            switch (part) {
                case NAME -> {
                    if (matched == 0) {
                        at = wholeLines(bytes, at, to, sink);
                    }
                    if (at < to) {
                        at = name(bytes, at, sink);
                    }
                }
                case SPACE -> {
                    at += bytes[at] == ' ' ? 1 : 0;
                    part = Part.VALUE;
                }
                case VALUE -> at = value(bytes, at, to, sink);
                case OTHER -> {
                    int lineFeed = Bytes.indexOf(bytes, at, to, (byte) '\n');
                    if (lineFeed < to) {
                        endOfLine();
                    }
                    at = Math.min(lineFeed + 1, to);
                }
            }
        }
    }

    /**
     * Takes the lines that have come as a whole, nearly all of them under load, without looking at each byte: what reads
     * must not be what is measured. Returns where the first one begins that has not.
     */
    private int wholeLines(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            if (bytes[at] == '\n') {
                endOfEvent(sink);
                at++;
                continue;
            }
            int lineFeed = Bytes.indexOf(bytes, at, to, (byte) '\n');
            if (lineFeed == to) {
                return at;
            }
            int value = at + DATA.length;
            if (value <= lineFeed && Arrays.equals(bytes, at, value, DATA, 0, DATA.length)) {
                data(bytes, bytes[value] == ' ' ? value + 1 : value, lineFeed, sink);
            }
            at = lineFeed + 1;
        }
        return at;
    }

    private int name(byte[] bytes, int at, PayloadSink sink) {
        byte value = bytes[at];
        if (matched == 0 && value == '\n') {
            endOfEvent(sink);
        } else if (value == DATA[matched]) {
            if (++matched == DATA.length) {
                matched = 0;
                part = Part.SPACE;
            }
        } else {
            part = Part.OTHER;
            return at;
        }
        return at + 1;
    }

    private int value(byte[] bytes, int at, int to, PayloadSink sink) {
        int lineFeed = Bytes.indexOf(bytes, at, to, (byte) '\n');
        data(bytes, at, lineFeed, sink);
        if (lineFeed < to) {
            endOfLine();
        }
        return Math.min(lineFeed + 1, to);
    }

    /** A part of an event's data: {@code bytes[from, to)}. */
    private void data(byte[] bytes, int from, int to, PayloadSink sink) {
        if (!inEvent) {
            inEvent = true;
            sink.begin();
        }
        if (from < to) {
            sink.bytes(bytes, from, to);
        }
    }

    private void endOfEvent(PayloadSink sink) {
        if (inEvent) {
            inEvent = false;
            sink.end();
        }
    }

    private void endOfLine() {
        part = Part.NAME;
        matched = 0;
    }
}
