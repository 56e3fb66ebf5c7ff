package dev.pushlab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.testing.RawHttp;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server stops while events are on their way: they arrive, and then everybody is told. Over real sockets. */
@Timeout(60)
class ShutdownIT {
    private static final Topic TOPIC = new Topic("news");
    /** Less than the history keeps, and several rounds. */
    private static final int EVENTS = 900;

    private static final int PATIENCE_SECONDS = 20;

    private final TestClient client = new TestClient("somebody");
    private PushlabServer server;
    private EventId last;

    @BeforeEach
    void start() throws Exception {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatWasPublishedIsDeliveredBeforeTheFarewell() throws Exception {
        try (RawHttp sse = sse("")) {
            Listener web = webSocket();
            Recorder binary = binary();
            publish(EVENTS, 500);
            server.close();

            assertThat(sseIds(sse.rest())).isEqualTo(ids());
            assertThat(web.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(web.ids).isEqualTo(ids());
            assertThat(binary.end().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN);
            assertThat(binary.all(Message.EventMessage.class).stream()
                            .map(Message.EventMessage::event)
                            .map(Event::id)
                            .map(EventId::toString)
                            .toList())
                    .isEqualTo(ids());
        }
    }

    @Test
    void whoIsStillReplayingGetsAllOfIt() throws Exception {
        publish(EVENTS, 2_000);
        try (RawHttp sse = sse("?after=earliest")) {
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> read(sse));
            server.close();
            assertThat(sseIds(rest.get(PATIENCE_SECONDS, TimeUnit.SECONDS))).isEqualTo(ids());
        }
    }

    @Test
    void whoTakesNothingDelaysNobody() throws Exception {
        try (SocketChannel stalled = SocketChannel.open();
                RawHttp sse = sse("")) {
            stalled.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 10);
            stalled.connect(server.httpAddress());
            stalled.write(ByteBuffer.wrap(
                    "GET /topics/news/sse HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            await().until(() -> stats().subscribers() == 2);
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> read(sse));
            Listener web = webSocket();
            Recorder binary = binary();
            while (stats().slow().fellBehind() == 0) {
                publish(10, 8 << 10);
                // In step with those who read, so that it is the other who falls behind.
                await().pollInterval(Duration.ofMillis(1)).until(() -> web.ids.size() == last.offset());
            }
            publish(100, 500);
            // It ends although one of its clients never takes what it was to get.
            server.close();

            assertThat(server.connections().count()).isZero();
            assertThat(sseIds(rest.get(PATIENCE_SECONDS, TimeUnit.SECONDS))).isEqualTo(ids());
            assertThat(web.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1001);
            assertThat(web.ids).isEqualTo(ids());
            assertThat(binary.end().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN);
            assertThat(binary.all(Message.EventMessage.class)).hasSize((int) last.offset());
        }
    }

    private void publish(int count, int bytes) throws Exception {
        for (int i = 0; i < count; i++) {
            last = server.hub()
                    .publish(TOPIC, EventDraft.text("x".repeat(bytes)))
                    .toCompletableFuture()
                    .get()
                    .id();
        }
    }

    private List<String> ids() {
        return LongStream.rangeClosed(1, last.offset())
                .mapToObj(offset -> last.epoch() + ":" + offset)
                .toList();
    }

    private TopicStats stats() {
        return server.hub().topics().get(0);
    }

    private RawHttp sse(String query) throws Exception {
        RawHttp stream = new RawHttp(server.httpAddress());
        assertThat(stream.get("/topics/news/sse" + query).status()).isEqualTo(200);
        stream.until("\n\n");
        return stream;
    }

    private static List<String> sseIds(String stream) {
        assertThat(stream).doesNotContain("event: gap").endsWith("\n\n");
        return stream.lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring("id: ".length()))
                .toList();
    }

    private static String read(RawHttp stream) {
        try {
            return stream.rest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Recorder binary() throws Exception {
        Recorder recorder = client.connect(server.tcpAddress());
        recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.next(Message.Subscribed.class);
        return recorder;
    }

    private Listener webSocket() throws Exception {
        Listener listener = new Listener();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/websocket"),
                        listener)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        listener.subscribed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return listener;
    }

    /** Keeps the ids of the events. */
    private static final class Listener implements WebSocket.Listener {
        final CompletableFuture<String> subscribed = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final List<String> ids = Collections.synchronizedList(new ArrayList<>());
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                String message = text.toString();
                if (message.startsWith("{\"id\":\"")) {
                    ids.add(message.substring("{\"id\":\"".length(), message.indexOf("\",")));
                } else {
                    subscribed.complete(message);
                }
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
