package dev.pushlab.server.bench.wire;

/** A NATS client's side: {@code INFO}, {@code PING}, {@code PONG}, {@code MSG subject sid size}, {@code -ERR}. */
final class NatsDeframer implements Deframer {
    private static final int MAX_LINE = 32 << 10;
    private static final byte[] MESSAGE = Bytes.ascii("MSG ");
    private static final byte[] PING = Bytes.ascii("PING");
    private static final byte[] PONG = Bytes.ascii("PONG");
    private static final byte[] INFO = Bytes.ascii("INFO ");

    private final Line line = new Line(MAX_LINE);
    private boolean inPayload;
    private int remaining;
    private int tail;
    private boolean established;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            if (inPayload) {
                at = payload(bytes, at, to, sink);
            } else {
                at = line.take(bytes, at, to);
                if (line.isComplete()) {
                    line(sink);
                }
            }
        }
    }

    private void line(PayloadSink sink) {
        if (line.startsWith(MESSAGE)) {
            remaining = line.number(line.lastWord());
            tail = 2;
            inPayload = true;
            sink.begin();
        } else if (line.startsWith(PING)) {
            sink.reply(Bytes.ascii("PONG\r\n"));
        } else if (line.startsWith(PONG)) {
            // The answer to the client's only PING: what it said before has been done.
            if (!established) {
                established = true;
                sink.established();
            }
        } else if (!line.startsWith(INFO)) {
            throw new WireException("refused: " + line);
        }
    }

    private int payload(byte[] bytes, int at, int to, PayloadSink sink) {
        int count = Math.min(remaining, to - at);
        if (count > 0) {
            sink.bytes(bytes, at, at + count);
            remaining -= count;
            return at + count;
        }
        if (bytes[at] != (tail == 2 ? '\r' : '\n')) {
            throw new WireException("a message that is longer than it says");
        }
        if (--tail == 0) {
            inPayload = false;
            sink.end();
        }
        return at + 1;
    }
}
