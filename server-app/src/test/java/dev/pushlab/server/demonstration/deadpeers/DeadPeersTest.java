package dev.pushlab.server.demonstration.deadpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.net.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer does on its connection while it lives, and as it dies. */
@Timeout(60)
class DeadPeersTest {
    private final EventLoops loops = new EventLoops(1);
    private ServerSocket server;
    private Peer peer;
    private Socket connection;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        peer.bury();
        connection.close();
        server.close();
        loops.close();
    }

    @ParameterizedTest
    @EnumSource(Peer.Technique.class)
    void asksByItsTechniqueAndEndsItsStreamWhenItCloses(Peer.Technique technique) throws IOException {
        open(technique, Peer.Way.CLOSE);
        peer.die();
        String asked = new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(asked)
                .startsWith("GET /topics/dead-peers/" + technique.word())
                .contains("\r\nHost: here\r\n")
                .endsWith("\r\n\r\n");
        assertThat(peer.diedAt()).isNotNull();
    }

    @Test
    void isTornDownByAReset() throws IOException {
        open(Peer.Technique.SSE, Peer.Way.RESET);
        peer.die();
        connection.setSoTimeout(20_000);
        try {
            while (connection.getInputStream().read() >= 0) {
                // What it had asked.
            }
            throw new AssertionError("an orderly end");
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void fallsSilentAndStaysConnected() throws IOException {
        open(Peer.Technique.WEBSOCKET, Peer.Way.FREEZE);
        readRequest();
        say("a sign of life");
        byte[] pong = {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0};
        assertThat(connection.getInputStream().readNBytes(6)).isEqualTo(pong);

        peer.die();
        // Whatever was on its way is read; then there is nothing, and no end either.
        say("another one");
        connection.setSoTimeout(300);
        int more = 0;
        try {
            while (connection.getInputStream().read() >= 0) {
                more++;
            }
            throw new AssertionError("an end");
        } catch (SocketTimeoutException e) {
            assertThat(more % 6).isZero();
        }
    }

    @Test
    void aLongPollAsksAgainAfterItsAnswer() throws IOException {
        open(Peer.Technique.LONG_POLLING, Peer.Way.CLOSE);
        readRequest();
        say("HTTP/1.1 204 No Content\r\n\r\n");
        byte[] again = connection.getInputStream().readNBytes("GET /topics/dead-peers/long-polling".length());
        assertThat(new String(again, StandardCharsets.US_ASCII)).isEqualTo("GET /topics/dead-peers/long-polling");
    }

    @Test
    void diesOnceAndIsNoticedOnce() throws IOException {
        open(Peer.Technique.SSE, Peer.Way.CLOSE);
        peer.die();
        Long died = peer.diedAt();
        peer.die();
        assertThat(peer.diedAt()).isEqualTo(died);
        peer.noticed(peer.port() + 1);
        assertThat(peer.noticedAt()).isNull();
        peer.noticed(peer.port());
        Long noticed = peer.noticedAt();
        peer.noticed(peer.port());
        assertThat(peer.noticedAt()).isNotNull().isEqualTo(noticed);
    }

    /** Opens a peer that has asked. */
    private void open(Peer.Technique technique, Peer.Way way) throws IOException {
        peer = new Peer(technique, way, "Host: here\r\n");
        peer.live(loops, (InetSocketAddress) server.getLocalSocketAddress());
        connection = server.accept();
        await().until(() -> peer.port() == connection.getPort());
        await().until(() -> connection.getInputStream().available() > 0);
    }

    /** What it has asked. */
    private void readRequest() throws IOException {
        connection.getInputStream().readNBytes(connection.getInputStream().available());
    }

    private void say(String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
