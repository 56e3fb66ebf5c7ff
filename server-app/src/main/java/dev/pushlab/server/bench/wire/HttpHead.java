package dev.pushlab.server.bench.wire;

import java.util.Locale;

/** The head of an HTTP/1.1 response (RFC 9112 §4 and §5): its status, and whether the body is chunked. */
final class HttpHead {
    private static final int MAX_LINE = 4 << 10;
    private static final int MAX_LINES = 100;
    private static final String CONTENT_LENGTH = "content-length:";

    private Line line = new Line(MAX_LINE);
    private String statusLine;
    private int lines;
    private boolean chunked;
    private int contentLength;
    private boolean complete;

    /** Returns the index of the first byte behind the head, or {@code to}. */
    int take(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !complete) {
            at = line.take(bytes, at, to);
            if (line.isComplete()) {
                line();
            }
        }
        return at;
    }

    private void line() {
        if (statusLine == null) {
            statusLine = line.toString();
        } else if (line.length() == 0) {
            complete = true;
            line = null;
        } else {
            String header = line.toString().toLowerCase(Locale.ROOT);
            if (header.startsWith(CONTENT_LENGTH)) {
                contentLength = number(header.substring(CONTENT_LENGTH.length()).strip());
            }
            chunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        }
        if (++lines > MAX_LINES) {
            throw new WireException("more than " + MAX_LINES + " header lines");
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new WireException("not a length: " + text);
        }
    }

    boolean isComplete() {
        return complete;
    }

    boolean isChunked() {
        return chunked;
    }

    /** 0 if none is given. */
    int contentLength() {
        return contentLength;
    }

    /** @throws WireException if it is another one */
    void requireStatus(int status) {
        String[] words = statusLine.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].equals(Integer.toString(status))) {
            throw new WireException("status " + status + " expected, not: " + statusLine);
        }
    }
}
