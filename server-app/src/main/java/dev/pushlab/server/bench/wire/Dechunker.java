package dev.pushlab.server.bench.wire;

/** The chunked coding (RFC 9112 §7.1): says how many of the next bytes belong to the body. */
final class Dechunker {
    private static final int MAX_LINE = 64;

    private final Line line = new Line(MAX_LINE);
    private int remaining;
    private boolean first = true;

    /** Takes what is not body; returns the index of the first byte of the body, or {@code to}. */
    int header(byte[] bytes, int from, int to) {
        int at = from;
        while (remaining == 0 && at < to) {
            at = line.take(bytes, at, to);
            if (line.isComplete()) {
                size();
            }
        }
        return at;
    }

    private void size() {
        if (line.length() == 0 && !first) {
            // The end of the chunk before.
            return;
        }
        first = false;
        String text = line.toString().split(";", 2)[0].trim();
        try {
            remaining = Integer.parseInt(text, 16);
        } catch (NumberFormatException e) {
            throw new WireException("not the size of a chunk: " + text);
        }
        if (remaining <= 0) {
            throw new WireException("the server ended the stream");
        }
    }

    int available(int count) {
        return Math.min(remaining, count);
    }

    void consumed(int count) {
        remaining -= count;
    }
}
