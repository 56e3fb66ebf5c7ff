package dev.pushlab.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to an HTTP server on which a test says and hears what it wants, one answer after the other. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private String head = "";

    public RawHttp(InetSocketAddress server) throws IOException {
        this(server, "127.0.0.1");
    }

    /** @param from the own address, of 127.0.0.0/8 */
    public RawHttp(InetSocketAddress server, String from) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
    }

    public RawHttp say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.US_ASCII));
    }

    public RawHttp say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a request without a body. */
    public RawHttp get(String path, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return say(request + "\r\n");
    }

    /** The status of the next answer, whose head is read by this. */
    public int status() throws IOException {
        head = until("\r\n\r\n");
        return Integer.parseInt(head.substring(9, 12));
    }

    /** A header of the answer whose status was read last; empty if it has none. */
    public String header(String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    /** The body of that answer, which must have a length. */
    public String body() throws IOException {
        return new String(
                socket.getInputStream().readNBytes(Integer.parseInt(header("content-length"))), StandardCharsets.UTF_8);
    }

    /** The next so many bytes. */
    public byte[] bytes(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Reads up to and including this. */
    public String until(String end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!all.toString(StandardCharsets.UTF_8).endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the server closed after: " + all.toString(StandardCharsets.UTF_8));
            }
            all.write(next);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Everything until the server closes. */
    public String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
