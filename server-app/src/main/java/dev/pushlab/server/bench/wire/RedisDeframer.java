package dev.pushlab.server.bench.wire;

/** The subscriber's side of Redis pub/sub in RESP2: arrays of three, {@code subscribe} once and {@code message} then. */
final class RedisDeframer implements Deframer {
    private static final int MAX_LINE = 256;
    private static final int MAX_NAME = 64;

    private final Line line = new Line(MAX_LINE);
    /** 0 before an array; 1 to 3 for the element that comes. */
    private int element;

    private boolean isMessage;
    private boolean inBulk;
    private int remaining;
    private int tail;
    private int nameLength;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            if (inBulk) {
                at = bulk(bytes, at, to, sink);
            } else {
                at = line.take(bytes, at, to);
                if (line.isComplete()) {
                    header(sink);
                }
            }
        }
    }

    private void header(PayloadSink sink) {
        byte kind = line.length() == 0 ? 0 : line.at(0);
        if (kind == '-') {
            throw new WireException("refused: " + line);
        }
        if (element == 0) {
            if (kind != '*' || line.number(1) != 3) {
                throw new WireException("an array of three expected, not: " + line);
            }
            element = 1;
        } else if (kind == '$' && (element < 3 || isMessage)) {
            remaining = line.number(1);
            tail = 2;
            inBulk = true;
            if (element == 1) {
                nameLength = remaining;
                if (nameLength > MAX_NAME) {
                    throw new WireException("not the name of a message: " + nameLength + " bytes");
                }
            } else if (element == 3) {
                sink.begin();
            }
        } else if (kind == ':' && element == 3 && !isMessage) {
            element = 0;
            sink.established();
        } else {
            throw new WireException("unexpected: " + line);
        }
    }

    private int bulk(byte[] bytes, int at, int to, PayloadSink sink) {
        int count = Math.min(remaining, to - at);
        if (count > 0) {
            if (element == 1 && remaining == nameLength) {
                isMessage = bytes[at] == 'm';
            } else if (element == 3) {
                sink.bytes(bytes, at, at + count);
            }
            remaining -= count;
            return at + count;
        }
        // CR LF
        if (bytes[at] != (tail == 2 ? '\r' : '\n')) {
            throw new WireException("a bulk string that is longer than it says");
        }
        if (--tail == 0) {
            inBulk = false;
            if (element == 3) {
                element = 0;
                sink.end();
            } else {
                element++;
            }
        }
        return at + 1;
    }
}
