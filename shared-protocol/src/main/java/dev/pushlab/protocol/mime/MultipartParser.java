package dev.pushlab.protocol.mime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a body of several parts (RFC 2046 §5.1) apart, in whatever pieces it arrives. A part that says its length must
 * end where it says; the others end at the next delimiter. What comes before the first delimiter and after the last one
 * is passed over. Holds at most one part: {@value #MAX_HEADER_BYTES} bytes of headers and {@value #MAX_PART_BYTES} of
 * body. Not safe for use by several threads.
 */
public final class MultipartParser {
    public static final int MAX_HEADER_BYTES = 8 << 10;
    public static final int MAX_PART_BYTES = 8 << 20;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};
    private static final Pattern BOUNDARY = Pattern.compile(
            "multipart/[^;\\s]+\\s*(?:;[^;]*)*;\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70})).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private enum State {
        PREAMBLE,
        AFTER_DELIMITER,
        HEAD,
        BODY,
        EPILOGUE
    }

    private final byte[] delimiter;
    private final Consumer<Part> parts;
    /** What has not been dealt with, from {@code start} to {@code end}. */
    private byte[] buffer = new byte[4 << 10];

    private int start;
    private int end;
    /** Up to here after {@code start} there is no delimiter. */
    private int scanned;

    private State state = State.PREAMBLE;
    private Map<String, String> headers = Map.of();
    private int length;

    /** @param parts told of each part as soon as it is complete */
    public MultipartParser(String boundary, Consumer<Part> parts) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.parts = parts;
        // So that the first delimiter stands at the beginning of a line as all others do.
        System.arraycopy(CRLF, 0, buffer, 0, CRLF.length);
        end = CRLF.length;
    }

    /** The parameter {@code boundary} of a media type of several parts, in quotes or not. */
    public static Optional<String> boundary(String mediaType) {
        // What is longer could keep the pattern busy, and is no sensible media type.
        if (mediaType.length() > 512) {
            return Optional.empty();
        }
        Matcher matcher = BOUNDARY.matcher(mediaType);
        return matcher.matches()
                ? Optional.of(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
                : Optional.empty();
    }

    /** Whether the last part was there. */
    public boolean ended() {
        return state == State.EPILOGUE;
    }

    /**
     * Takes the next bytes.
     *
     * @throws MalformedBodyException after which no more may be given
     */
    public void feed(ByteBuffer bytes) throws MalformedBodyException {
        while (bytes.hasRemaining() && !ended()) {
            int count = Math.min(bytes.remaining(), 16 << 10);
            room(count);
            bytes.get(buffer, end, count);
            end += count;
            while (step()) {
                // As far as the bytes reach.
            }
        }
        if (ended()) {
            bytes.position(bytes.limit());
            start = 0;
            end = 0;
        }
    }

    private void room(int count) {
        if (buffer.length - end >= count) {
            return;
        }
        int kept = end - start;
        byte[] target = buffer.length - kept >= count && start >= buffer.length / 2
                ? buffer
                : new byte[Math.max(buffer.length, 2 * (kept + count))];
        System.arraycopy(buffer, start, target, 0, kept);
        buffer = target;
        start = 0;
        end = kept;
    }

    /** Whether there may be another step with the bytes that are there. */
    private boolean step() throws MalformedBodyException {
        return switch (state) {
            case PREAMBLE -> preamble();
            case AFTER_DELIMITER -> afterDelimiter();
            case HEAD -> head();
            case BODY -> body();
            case EPILOGUE -> false;
        };
    }

    private boolean preamble() {
        int found = indexOf(delimiter, 0);
        if (found < 0) {
            start = Math.max(start, end - delimiter.length + 1);
            return false;
        }
        start += found + delimiter.length;
        state = State.AFTER_DELIMITER;
        return true;
    }

    /** White space that transports have added, and the end of the line; or the two hyphens of the last delimiter. */
    private boolean afterDelimiter() throws MalformedBodyException {
        int at = 0;
        if (end - start >= 2 && buffer[start] == '-' && buffer[start + 1] == '-') {
            state = State.EPILOGUE;
            return false;
        }
        while (start + at < end && (buffer[start + at] == ' ' || buffer[start + at] == '\t')) {
            at++;
        }
        if (at > MAX_HEADER_BYTES) {
            throw new MalformedBodyException("white space without end");
        }
        if (end - start < at + CRLF.length) {
            return false;
        }
        if (!startsWith(CRLF, at)) {
            throw new MalformedBodyException("no line end after a delimiter");
        }
        start += at;
        state = State.HEAD;
        return true;
    }

    /** Begins with the line end of the delimiter, so that a part without headers is one with no lines. */
    private boolean head() throws MalformedBodyException {
        int found = indexOf(BLANK_LINE, 0);
        if ((found < 0 ? end - start : found) > MAX_HEADER_BYTES) {
            throw new MalformedBodyException("headers too long");
        }
        if (found < 0) {
            return false;
        }
        headers = headers(new String(buffer, start, found, StandardCharsets.ISO_8859_1));
        length = length(headers);
        start += found + BLANK_LINE.length;
        scanned = 0;
        state = State.BODY;
        return true;
    }

    private boolean body() throws MalformedBodyException {
        int size = length >= 0 ? length : indexOf(delimiter, scanned);
        if ((size < 0 ? end - start - delimiter.length : size) > MAX_PART_BYTES) {
            throw new MalformedBodyException("part too long");
        }
        if (size < 0 || end - start < size + delimiter.length) {
            scanned = Math.max(0, end - start - delimiter.length + 1);
            return false;
        }
        if (!startsWith(delimiter, size)) {
            throw new MalformedBodyException("no delimiter where the length says");
        }
        Part part = new Part(headers, Arrays.copyOfRange(buffer, start, start + size));
        start += size + delimiter.length;
        state = State.AFTER_DELIMITER;
        parts.accept(part);
        return true;
    }

    private static Map<String, String> headers(String lines) throws MalformedBodyException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines.split("\r\n")) {
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (name.isEmpty()) {
                throw new MalformedBodyException("a header without a name");
            }
            headers.put(name.toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static int length(Map<String, String> headers) throws MalformedBodyException {
        String text = headers.get("content-length");
        if (text == null) {
            return -1;
        }
        if (!LENGTH.matcher(text).matches()) {
            throw new MalformedBodyException("a length that is none");
        }
        return Integer.parseInt(text);
    }

    private boolean startsWith(byte[] wanted, int at) {
        int from = start + at;
        return end - from >= wanted.length
                && Arrays.equals(buffer, from, from + wanted.length, wanted, 0, wanted.length);
    }

    /** Where it is after {@code start}; -1 if it is not there. */
    private int indexOf(byte[] wanted, int from) {
        int last = end - start - wanted.length;
        for (int at = from; at <= last; at++) {
            if (buffer[start + at] == wanted[0] && startsWith(wanted, at)) {
                return at;
            }
        }
        return -1;
    }
}
