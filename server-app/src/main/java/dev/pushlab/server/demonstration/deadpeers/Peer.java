package dev.pushlab.server.demonstration.deadpeers;

import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.net.EventLoops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client of one technique that is to die in one way. Safe for use by any thread. */
final class Peer implements LoopbackClient.Listener {
    /** How long its long polls wait, in s. */
    static final int WAIT_SECONDS = 5;

    /** What a program has that does not read on: soon full. */
    static final int RECEIVE_BUFFER = 4 << 10;

    /** An unsolicited pong (RFC 6455 §5.5.3), masked with zeros. */
    private static final byte[] PONG = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    final Technique technique;
    final Way way;
    private final String request;
    private LoopbackClient client;
    private volatile int port;
    private volatile Long diedAt;
    private volatile Long noticedAt;

    enum Technique {
        SSE,
        WEBSOCKET,
        LONG_POLLING;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    // snippet:begin ways
    /** How a peer goes. */
    enum Way {
        /** It closes: the operating system sends FIN. */
        CLOSE {
            @Override
            void end(LoopbackClient client) {
                client.close();
            }
        },
        /** It is torn down: the operating system sends RST. */
        RESET {
            @Override
            void end(LoopbackClient client) {
                client.reset();
            }
        },
        /** It hangs: nothing is sent, nothing is read, and nothing is closed. */
        FREEZE {
            @Override
            void end(LoopbackClient client) {
                client.freeze();
            }
        };

        abstract void end(LoopbackClient client);

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
    // snippet:end

    /** @param headers with the host and what the page showed, each with its CRLF */
    Peer(Technique technique, Way way, String headers) {
        this.technique = technique;
        this.way = way;
        String path = "/topics/" + Ward.TOPIC + "/" + technique.word();
        this.request = switch (technique) {
            case SSE -> "GET " + path + " HTTP/1.1\r\n" + headers + "\r\n";
            case LONG_POLLING -> "GET " + path + "?wait=" + WAIT_SECONDS + " HTTP/1.1\r\n" + headers + "\r\n";
            case WEBSOCKET ->
                "GET " + path + " HTTP/1.1\r\n" + headers
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        };
    }

    /** Has it live. */
    synchronized void live(EventLoops loops, InetSocketAddress server) {
        client = LoopbackClient.connect(loops, server, RECEIVE_BUFFER, this);
    }

    /** Dies, if it lives. */
    synchronized void die() {
        if (diedAt == null && client != null) {
            diedAt = System.nanoTime();
            way.end(client);
        }
    }

    /** Ends whatever it is: a frozen one holds its connection until then. */
    synchronized void bury() {
        if (client != null) {
            client.close();
        }
    }

    /** The server has closed the connection from this port. */
    void noticed(int ofPort) {
        if (ofPort == port && noticedAt == null) {
            noticedAt = System.nanoTime();
        }
    }

    int port() {
        return port;
    }

    Long diedAt() {
        return diedAt;
    }

    Long noticedAt() {
        return noticedAt;
    }

    @Override
    public void connected(LoopbackClient it) {
        port = it.port();
        it.say(request);
    }

    /** As long as it lives it does what its technique wants of it. */
    @Override
    public void received(LoopbackClient it, ByteBuf bytes) {
        if (diedAt != null) {
            return;
        }
        if (technique == Technique.WEBSOCKET) {
            it.say(Unpooled.wrappedBuffer(PONG));
        } else if (technique == Technique.LONG_POLLING
                && ByteBufUtil.indexOf(Unpooled.wrappedBuffer(END_OF_HEAD), bytes) >= 0) {
            it.say(request);
        }
    }
}
