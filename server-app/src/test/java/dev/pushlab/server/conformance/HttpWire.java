package dev.pushlab.server.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection of HTTP/1.1 (RFC 9112) that reads answers as they come: whole ones, and those that do not end. */
public final class HttpWire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public HttpWire(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** @param target path and query */
    public Answer get(String target, String... headers) throws IOException {
        return send("GET " + target, headers, new byte[0]);
    }

    public Answer post(String target, String contentType, byte[] body) throws IOException {
        return send(
                "POST " + target,
                new String[] {"Content-Type: " + contentType, "Content-Length: " + body.length},
                body);
    }

    private Answer send(String line, String[] headers, byte[] body) throws IOException {
        StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.write(body);
        write(bytes.toByteArray());
        List<String> head = new ArrayList<>();
        for (String next = line(); !next.isEmpty(); next = line()) {
            head.add(next);
        }
        return new Answer(head);
    }

    /** For protocols that an upgrade has begun. */
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** For protocols that an upgrade has begun: exactly so many bytes. */
    public byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line() throws IOException {
        String line = lineOf(in);
        if (line == null) {
            throw new EOFException("instead of a line");
        }
        return line;
    }

    /** Without its LF or CRLF; null at the end. */
    private static String lineOf(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Hard, as a process does that is killed: with RST if something was not read. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** An answer whose head has been read. */
    public final class Answer {
        private final List<String> head;
        private final InputStream body;

        private Answer(List<String> head) {
            this.head = head;
            if (status() == 204 || status() == 101) {
                body = InputStream.nullInputStream();
            } else if (header("transfer-encoding").equals("chunked")) {
                body = new Chunks();
            } else if (!header("content-length").isEmpty()) {
                body = new Length(Long.parseLong(header("content-length")));
            } else {
                body = in;
            }
        }

        public int status() {
            return Integer.parseInt(head.get(0).substring(9, 12));
        }

        /** Of this name in any case; empty if there is none. */
        public String header(String name) {
            return head.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst()
                    .orElse("");
        }

        /** The whole body, which must end. */
        public String text() throws IOException {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            if (status() >= 400) {
                throw new IOException(head.get(0) + " " + text);
            }
            return text;
        }

        /** The next line of the body, as soon as it is there. */
        public String line() throws IOException {
            String line = lineOf(body);
            if (line == null) {
                throw new EOFException("the stream has ended");
            }
            return line;
        }

        /** Exactly so many bytes of the body. */
        public byte[] bytes(int count) throws IOException {
            byte[] bytes = body.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the stream has ended");
            }
            return bytes;
        }

        public InputStream body() {
            return body;
        }
    }

    private final class Length extends InputStream {
        private long left;

        Length(long length) {
            left = length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int next = in.read();
            if (next < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left--;
            return next;
        }
    }

    /** The chunked coding (RFC 9112 §7.1). */
    private final class Chunks extends InputStream {
        private long left;
        private boolean first = true;
        private boolean ended;

        @Override
        public int read() throws IOException {
            if (left == 0 && !ended) {
                if (!first) {
                    lineOf(in);
                }
                first = false;
                String size = HttpWire.this.line();
                left = Long.parseLong(size.split(";")[0].trim(), 16);
                ended = left == 0;
                if (ended) {
                    HttpWire.this.line();
                }
            }
            if (ended) {
                return -1;
            }
            int next = in.read();
            if (next < 0) {
                throw new EOFException("within a chunk");
            }
            left--;
            return next;
        }

        /** One byte at least, and never waiting for more than there is. */
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int next = length == 0 ? -1 : read();
            if (next < 0) {
                return length == 0 ? 0 : -1;
            }
            bytes[offset] = (byte) next;
            return 1;
        }
    }
}
