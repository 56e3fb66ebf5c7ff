package dev.pushlab.server.demonstration.serverrequestedreconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What its clients understand of what a server says, in whatever pieces it comes. */
@Timeout(60)
class ServerRequestedReconnectTest {
    private static final EventId START = new EventId(7, 0);

    private final EventLoops loops = new EventLoops(1);
    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private ServerSocket silent;
    private Flock flock;

    /** A flock of one, whose server never says anything. */
    @BeforeEach
    void start() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DemonstrationContext context = new DemonstrationContext(
                hub,
                HttpLimits.DEFAULT,
                FanoutLimits.DEFAULT,
                new Heartbeats(Duration.ofSeconds(15)),
                new ConnectionRegistry(ConnectionLimits.DEFAULT),
                loops,
                Audit.NONE,
                () -> (InetSocketAddress) silent.getLocalSocketAddress());
        flock = new Flock(context, Flock.Technique.SSE, 1, "");
    }

    @AfterEach
    void stop() throws IOException {
        flock.close();
        silent.close();
        loops.close();
        hub.close();
    }

    @Test
    void anEventStreamIsReadByTheLine() {
        SseVisitor visitor = new SseVisitor(flock, START);
        visitor.begin();
        feed(
                visitor,
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nretry: 2000\nid: 7:0\n\n"
                        + "id: 7:1\nevent: x\ndata: a\ndata: b\n\n:\n\nid: 7:2\ndata: id: 7:9\n\nretry: 100\n\n");

        assertThat(visitor.last()).isEqualTo(new EventId(7, 2));
        assertThat(counts(visitor)).isEqualTo("received 2, twice 0, lost 0, live 1");
        assertThat(visitor.pauseMillis()).isEqualTo(100);
    }

    @Test
    void whatIsMissingAndWhatComesTwiceIsCounted() {
        SseVisitor visitor = new SseVisitor(flock, START);
        visitor.begin();
        feed(visitor, "HTTP/1.1 200 OK\r\n\r\nid: 7:0\n\nid: 7:1\ndata: a\n\nid: 7:1\ndata: a\n\nid: 7:5\ndata: b\n\n");

        assertThat(counts(visitor)).isEqualTo("received 2, twice 1, lost 3, live 1");
    }

    @Test
    void framesAreReadWhateverTheirLength() {
        WebSocketVisitor visitor = new WebSocketVisitor(flock, START);
        visitor.begin();
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeCharSequence("HTTP/1.1 101 Switching Protocols\r\n\r\n", StandardCharsets.US_ASCII);
        frame(bytes, 0x1, "{\"subscribed\":{\"start\":\"7:0\"}}");
        frame(bytes, 0x1, "{\"id\":\"7:1\",\"data\":\"" + "x".repeat(200) + "\"}");
        frame(bytes, 0x1, "{\"id\":\"7:2\",\"data\":\"" + "x".repeat(70_000) + "\"}");
        frame(bytes, 0x2, "binary");
        feed(visitor, bytes.toString(StandardCharsets.ISO_8859_1));

        assertThat(counts(visitor)).isEqualTo("received 2, twice 0, lost 0, live 1");
        assertThat(visitor.pauseMillis()).isEqualTo(1_000);
    }

    @Test
    void answersOfLongPollingAreReadByTheirLength() throws IOException {
        // It asks again after each answer, so it has to be connected.
        PollVisitor visitor = new PollVisitor(flock, START);
        visitor.come();
        silent.accept();
        await().until(() -> visitor.port() != 0 && visitor.isLive());
        String body = "{\"events\":[{\"id\":\"7:1\"},{\"id\":\"7:2\"}],\"last\":\"7:2\",\"gap\":false}";
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body
                + "HTTP/1.1 204 No Content\r\nETag: \"7:2\"\r\n\r\n";
        visitor.received(client(), Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII));

        assertThat(counts(visitor)).isEqualTo("received 2, twice 0, lost 0, live 1");
        assertThat(visitor.pauseMillis()).isZero();
        visitor.go();
    }

    private LoopbackClient client() {
        return LoopbackClient.connect(
                loops, (InetSocketAddress) silent.getLocalSocketAddress(), new LoopbackClient.Listener() {});
    }

    /** In pieces of every length, as a network may cut it. */
    private static void feed(Visitor visitor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int from = 0;
        for (int length = 1; from < bytes.length; length = length % 97 + 1) {
            int to = Math.min(bytes.length, from + length);
            visitor.received(null, Unpooled.wrappedBuffer(bytes, from, to - from));
            from = to;
        }
    }

    private static void frame(ByteBuf out, int opcode, String text) {
        out.writeByte(0x80 | opcode);
        if (text.length() < 126) {
            out.writeByte(text.length());
        } else if (text.length() < 1 << 16) {
            out.writeByte(126).writeShort(text.length());
        } else {
            out.writeByte(127).writeLong(text.length());
        }
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }

    private static String counts(Visitor visitor) {
        Flock.Counts counts = new Flock.Counts();
        visitor.addTo(counts);
        return "received " + counts.received + ", twice " + counts.duplicates + ", lost " + counts.lost + ", live "
                + counts.live;
    }
}
