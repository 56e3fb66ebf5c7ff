package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.net.HttpLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the JDK's client, which checks the handshake and the frames by itself. */
@Timeout(60)
class WebSocketRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void deliversJsonFromWhereItSays() throws Exception {
        start(ServerOptions.defaults());
        EventId first = publish(EventDraft.text("\"one\"\n"));
        Client client = connect("?after=earliest", "pushlab.v1");

        assertThat(client.socket.getSubprotocol()).isEqualTo("pushlab.v1");
        JsonNode subscribed = client.json().get("subscribed");
        assertThat(subscribed.get("start").asText()).isEqualTo(first.epoch() + ":0");
        assertThat(subscribed.get("recovered").asBoolean()).isTrue();
        JsonNode event = client.json();
        assertThat(event.get("id").asText()).isEqualTo(first.toString());
        assertThat(event.get("data").asText()).isEqualTo("\"one\"\n");

        EventId second = publish(new EventDraft("t", EventDraft.BINARY, Payload.binary(new byte[] {0, -1})));

        event = client.json();
        assertThat(event.get("id").asText()).isEqualTo(second.toString());
        assertThat(event.get("type").asText()).isEqualTo("t");
        assertThat(event.get("encoding").asText()).isEqualTo("base64");
        assertThat(event.get("data").asText()).isEqualTo("AP8=");
    }

    @Test
    void deliversMessagesOfEveryLengthOfHeader() throws Exception {
        start(ServerOptions.defaults());
        Client client = connect("?envelope=none", null);
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, Payload.MAX_BYTES}) {
            publish(new EventDraft("", EventDraft.TEXT, Payload.text("x".repeat(length))));
            assertThat((String) client.next()).hasSize(length);
        }
        publish(new EventDraft("", EventDraft.BINARY, Payload.binary(new byte[] {1, 2, 3})));
        assertThat((byte[]) client.next()).containsExactly(1, 2, 3);
    }

    @Test
    void publishesAcknowledgesAndAnswersWhatItCannotUnderstand() throws Exception {
        start(ServerOptions.defaults());
        Client client = connect("", null);
        client.json();

        client.say("{\"publish\":{\"type\":\"a\",\"data\":\"hello\"},\"request\":7}");
        client.say("{\"ack\":\"1:1\"}");
        client.say("{\"publish\":{\"type\":\"b c\",\"data\":\"\"},\"request\":8}");
        client.say("{\"publish\":{\"data\":\"AP8\",\"encoding\":\"base32\"}}");
        client.say("no JSON");

        // The event comes by way of the fan-out, before, between or after the answers, which keep their order.
        JsonNode event = null;
        List<JsonNode> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            JsonNode message = client.json();
            if (message.has("id")) {
                event = message;
            } else {
                answers.add(message);
            }
        }
        assertThat(answers.get(0).get("request").asInt()).isEqualTo(7);
        assertThat(event.get("id").asText())
                .isEqualTo(answers.get(0).get("published").asText());
        assertThat(event.get("data").asText()).isEqualTo("hello");
        assertThat(event.get("contentType").asText()).isEqualTo(EventDraft.TEXT);
        assertThat(answers.get(1).get("error").get("reason").asText()).isEqualTo("invalid-type");
        assertThat(answers.get(1).get("request").asInt()).isEqualTo(8);
        assertThat(answers.get(2).get("error").get("reason").asText()).isEqualTo("invalid-parameter");
        assertThat(answers.get(3).get("error").get("reason").asText()).isEqualTo("malformed-request");
    }

    @Test
    void publishesBareMessages() throws Exception {
        start(ServerOptions.defaults());
        Client client = connect("?envelope=none", null);
        client.say("text");
        assertThat(client.next()).isEqualTo("text");
        client.socket.sendBinary(ByteBuffer.wrap(new byte[] {9, 8}), true).join();
        assertThat((byte[]) client.next()).containsExactly(9, 8);
    }

    @Test
    void wantsTheTokenBeforeItPublishes() throws Exception {
        start(ServerOptions.defaults().withLoopbackExempt(false));
        Client client = connect("", null);
        client.json();
        client.say("{\"publish\":{\"data\":\"x\"}}");
        assertThat(client.json().get("error").get("reason").asText()).isEqualTo("unauthorized");
        client.say("{\"token\":\"wrong\"}");
        assertThat(client.json().get("error").get("reason").asText()).isEqualTo("unauthorized");
        client.say("{\"token\":\"" + server.token().reveal() + "\"}");
        assertThat(client.json().get("authorized").asBoolean()).isTrue();
        client.say("{\"publish\":{\"data\":\"x\"}}");
        client.json();
        client.json();
        assertThat(server.hub().topics().get(0).events()).isEqualTo(1);
    }

    @Test
    void refusesPagesOfOtherOrigins() throws Exception {
        start(ServerOptions.defaults());
        assertThatThrownBy(() -> http.newWebSocketBuilder()
                        .header("Origin", "http://elsewhere.example")
                        .buildAsync(address(""), new Client())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void pingsAndClosesAPeerThatDoesNotAnswer() throws Exception {
        start(ServerOptions.defaults().withLimits(HttpLimits.DEFAULT.withHeartbeat(Duration.ofMillis(200))));
        Client client = connect("", null);
        client.json();
        assertThat(client.pings.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(client.pings.poll(20, TimeUnit.SECONDS)).isNotNull();
        try (java.net.Socket silent = new java.net.Socket(
                server.httpAddress().getAddress(), server.httpAddress().getPort())) {
            silent.getOutputStream()
                    .write(("GET /topics/news/websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            byte[] all = silent.getInputStream().readAllBytes();
            // The accept value is the one of RFC 6455 §1.3.
            assertThat(new String(all, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 101")
                    .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void saysGoodbyeWhenTheServerStops() throws Exception {
        start(ServerOptions.defaults());
        Client client = connect("", null);
        client.json();
        server.close();
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
    }

    private EventId publish(EventDraft draft) {
        return server.hub().publish(TOPIC, draft).toCompletableFuture().join().id();
    }

    private URI address(String query) {
        return URI.create("ws://localhost:" + server.httpAddress().getPort() + "/topics/news/websocket" + query);
    }

    private Client connect(String query, String subprotocol) {
        Client client = new Client();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (subprotocol != null) {
            builder.subprotocols(subprotocol);
        }
        client.socket = builder.buildAsync(address(query), client).join();
        return client;
    }

    /** Collects messages. */
    private static final class Client implements WebSocket.Listener {
        final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<Boolean> pings = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket;
        private final StringBuilder text = new StringBuilder();
        private final java.io.ByteArrayOutputStream binary = new java.io.ByteArrayOutputStream();

        void say(String message) {
            socket.sendText(message, true).join();
        }

        Object next() throws InterruptedException {
            Object message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        }

        JsonNode json() throws Exception {
            return JSON.readTree((String) next());
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            binary.writeBytes(part);
            if (last) {
                messages.add(binary.toByteArray());
                binary.reset();
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
            pings.add(true);
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
