package dev.pushlab.server.testing;

import dev.pushlab.server.PushlabServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A client of HTTP/2 that sends whatever frames a test wants, right or wrong, and notes what comes (RFC 9113). It opens
 * windows only when it is told to. For one thread.
 */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private final String authority;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final Map<Integer, Stream> streams = new HashMap<>();
    private final Map<Integer, Long> settings = new HashMap<>();
    private int next = 1;
    private long goAway = -1;
    private int lastStream = -1;
    private boolean agreed;
    private boolean ended;
    private int pongs;

    /** What came on one stream. */
    public final class Stream {
        public final int id;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private Http2Headers headers;
        private boolean ended;
        private long reset = -1;

        private Stream(int id) {
            this.id = id;
        }

        /** The status of the answer; 0 as long as there is none. */
        public int status() {
            return headers == null ? 0 : Integer.parseInt(headers.status().toString());
        }

        /** Null if there is none. */
        public String header(String name) {
            CharSequence value = headers.get(name);
            return value == null ? null : value.toString();
        }

        public String body() {
            return body.toString(StandardCharsets.UTF_8);
        }

        /** The answer is complete. */
        public boolean ended() {
            return ended;
        }

        /** The code of the reset; -1 if it was not reset. */
        public long reset() {
            return reset;
        }
    }

    private RawHttp2(SSLSocket socket, String authority) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
        this.authority = authority;
    }

    /** Connects and says nothing. */
    public static RawHttp2 silent(PushlabServer server) throws IOException {
        int port = server.httpsAddress().orElseThrow().getPort();
        SSLSocket socket = (SSLSocket) TlsClients.context(
                        server.certificate().orElseThrow().certificate().leaf())
                .getSocketFactory()
                .createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawHttp2(socket, "127.0.0.1:" + port);
    }

    /** Connects and agrees. */
    public static RawHttp2 connect(PushlabServer server) throws IOException {
        return connect(server, 65_535);
    }

    /** @param window how many bytes each stream may bring before it is told of more */
    public static RawHttp2 connect(PushlabServer server, int window) throws IOException {
        RawHttp2 client = silent(server);
        client.agreed = true;
        client.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        client.send(
                SETTINGS,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array());
        return client;
    }

    public String protocol() {
        return socket.getApplicationProtocol();
    }

    /** Asks, and that is all. */
    public Stream get(String path, String... headers) throws IOException {
        return request("GET", path, true, headers);
    }

    /** @param end whether there is no body */
    public Stream request(String method, String path, boolean end, String... headers) throws IOException {
        Http2Headers all = new DefaultHttp2Headers(false)
                .method(method)
                .scheme("https")
                .authority(authority)
                .path(path);
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return request(all, end);
    }

    public Stream request(Http2Headers headers, boolean end) throws IOException {
        Stream stream = begin();
        send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream.id, block(stream.id, headers));
        return stream;
    }

    /** A stream that is not told to the server yet. */
    public Stream begin() {
        Stream stream = new Stream(next);
        streams.put(next, stream);
        next += 2;
        return stream;
    }

    /** A header block. */
    public byte[] block(int stream, Http2Headers headers) {
        ByteBuf bytes = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, bytes);
            return ByteBufUtil.getBytes(bytes);
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        } finally {
            bytes.release();
        }
    }

    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        write(frame.array());
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** @param stream null: for all together */
    public void open(Stream stream, int bytes) throws IOException {
        send(WINDOW_UPDATE, 0, stream == null ? 0 : stream.id, number(bytes));
    }

    public void reset(Stream stream, int code) throws IOException {
        send(RST_STREAM, 0, stream.id, number(code));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Takes what comes until something is true, or the connection ends. */
    public RawHttp2 until(BooleanSupplier condition) throws IOException {
        while (!ended && !condition.getAsBoolean()) {
            take();
        }
        if (!condition.getAsBoolean()) {
            throw new EOFException("the connection ended before, GOAWAY " + goAway);
        }
        return this;
    }

    /** The whole answer. */
    public Stream answer(Stream stream) throws IOException {
        until(() -> stream.ended || stream.reset >= 0);
        return stream;
    }

    /** Takes what comes until the connection ends; the code of the last GOAWAY, or -1. */
    public long end() throws IOException {
        until(() -> ended);
        return goAway;
    }

    public long goAway() {
        return goAway;
    }

    /** The last stream that the server cares for, as its GOAWAY says. */
    public int lastStream() {
        return lastStream;
    }

    public int pongs() {
        return pongs;
    }

    /** As the server has set it; null if it has not. */
    public Long setting(int id) {
        return settings.get(id);
    }

    private void take() throws IOException {
        int head;
        try {
            head = in.readInt();
        } catch (EOFException | SocketException e) {
            ended = true;
            return;
        }
        int type = head & 0xff;
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        byte[] payload = in.readNBytes(head >>> 8);
        ByteBuffer numbers = ByteBuffer.wrap(payload);
        Stream stream = streams.get(id);
        switch (type) {
            case DATA -> {
                stream.body.write(payload);
                stream.ended = (flags & END_STREAM) != 0;
            }
            case HEADERS -> headers(stream, flags, payload);
            case RST_STREAM -> stream.reset = numbers.getInt() & 0xffffffffL;
            case SETTINGS -> settings(flags, numbers);
            case PING -> pongs += flags & ACK;
            case GOAWAY -> {
                lastStream = numbers.getInt();
                goAway = numbers.getInt() & 0xffffffffL;
            }
            default -> {
                // WINDOW_UPDATE: this client sends little.
            }
        }
    }

    private void headers(Stream stream, int flags, byte[] payload) throws IOException {
        if ((flags & END_HEADERS) == 0) {
            throw new IOException("CONTINUATION is not expected here");
        }
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        try {
            stream.headers = decoder.decodeHeaders(stream.id, block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        stream.ended = (flags & END_STREAM) != 0;
    }

    private void settings(int flags, ByteBuffer values) throws IOException {
        if ((flags & ACK) == 0) {
            while (values.hasRemaining()) {
                settings.put((int) values.getShort(), values.getInt() & 0xffffffffL);
            }
            if (agreed) {
                send(SETTINGS, ACK, 0);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
