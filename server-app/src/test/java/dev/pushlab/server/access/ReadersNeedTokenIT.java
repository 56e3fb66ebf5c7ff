package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import dev.pushlab.server.testing.TlsClients;
import dev.pushlab.server.tls.HttpsOptions;
import dev.pushlab.server.tls.ServerCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server at which nothing goes without a token, from this machine too. */
@Timeout(60)
class ReadersNeedTokenIT {
    private static final Topic TOPIC = new Topic("news");

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;
    private String viewer;
    private String publisher;

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options.withReadersNeedToken(true));
        server.start();
        viewer = server.tokens().create("viewer", Rights.VIEWER).join().reveal();
        publisher = server.tokens().create("publisher", Rights.PUBLISHER).join().reveal();
    }

    private void start() throws IOException {
        start(ServerOptions.defaults());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- HTTP

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topics/news/short-polling?after=earliest",
                "/topics/news/long-polling",
                "/topics/news/sse",
                "/topics/news/websocket?envelope=none",
                "/topics",
                "/metrics"
            })
    void readingIsRefusedInWords(String path) throws Exception {
        start();
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).contains("Bearer realm=\"pushlab\"");
        assertThat(answer.body()).contains("\"reason\":\"unauthorized\"");
        HttpResponse<String> wrong = get(path, "Authorization", "Bearer wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.headers().firstValue("www-authenticate").orElseThrow()).contains("invalid_token");
    }

    @ParameterizedTest
    @CsvSource({
        "/topics/news/short-polling?after=earliest, 200",
        "/topics, 200",
        "/topics/news/websocket?envelope=none, 426",
        "/metrics, 403",
        "/tokens, 403"
    })
    void aViewersTokenReadsAndNoMore(String path, int status) throws Exception {
        start();
        assertThat(get(path, "Authorization", "Bearer " + viewer).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/time",
                "/techniques",
                "/techniques/sse/",
                "/techniques/sse/page.js",
                "/techniques/sse/messages",
                "/techniques/binary/lesson",
                "/web/kit/lab.js",
                "/problems/unauthorized"
            })
    void whatIsNoSecretIsThereForEverybody(String path) throws Exception {
        start();
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void thisMachineIsNoExceptionForPublishingEither() throws Exception {
        start();
        assertThat(post("/topics/news/events").statusCode()).isEqualTo(401);
        assertThat(post("/topics/news/events", "Authorization", "Bearer " + viewer)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/topics/news/events", "Authorization", "Bearer " + publisher)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        start();
        BufferedReader other = stream("Authorization", "Bearer " + publisher);
        BufferedReader stream = stream("Authorization", "Bearer " + viewer);
        server.hub().publish(TOPIC, EventDraft.text("one"));
        assertThat(nextData(stream)).isEqualTo("one");
        server.tokens().create("somebody", Rights.VIEWER).join();
        server.tokens().revoke("viewer").join();
        server.hub().publish(TOPIC, EventDraft.text("two"));

        String data = nextData(stream);
        // The event may have been on its way already; after it nothing comes.
        assertThat(data).isIn(null, "two");
        assertThat(data == null ? null : nextData(stream)).isNull();
        assertThat(nextData(other)).isEqualTo("one");
        assertThat(nextData(other)).isEqualTo("two");
        other.close();
    }

    @Test
    void anAnswerThatWaitsEndsWithItsToken() throws Exception {
        start();
        CompletableFuture<HttpResponse<String>> held = http.sendAsync(
                request("/topics/news/long-polling?wait=50", "Authorization", "Bearer " + viewer)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> server.hub().topics().stream().anyMatch(topic -> topic.subscribers() == 1));
        server.tokens().revoke("viewer").join();
        assertThatThrownBy(() -> held.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        await().until(() -> server.hub().topics().isEmpty());
    }

    /** A connection between two requests is nobody's. */
    @Test
    void aRevokedTokenEndsNoConnectionThatItDoesNotReadOn() throws Exception {
        start();
        assertThat(get("/topics", "Authorization", "Bearer " + viewer).statusCode())
                .isEqualTo(200);
        await().until(() ->
                server.connections().snapshot().get(0).state().name().equals("IDLE"));
        long id = server.connections().snapshot().get(0).id();
        server.tokens().revoke("viewer").join();
        assertThat(get("/topics", "Authorization", "Bearer " + publisher).statusCode())
                .isEqualTo(200);
        assertThat(server.connections().snapshot().get(0).id()).isEqualTo(id);
    }

    // ---- WebSocket

    @Test
    void aWebSocketBringsItsTokenAsAHeader() throws Exception {
        start();
        BlockingQueue<String> heard = connect("", "Bearer " + viewer).heard;
        assertThat(next(heard)).contains("\"subscribed\"");
        assertThatThrownBy(() -> connect("", "Bearer wrong"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void aWebSocketHearsNothingBeforeItsToken() throws Exception {
        start();
        server.hub().publish(TOPIC, EventDraft.text("before"));
        Talk talk = connect("?after=earliest", null);
        assertThat(next(talk.heard)).startsWith("{\"error\":").contains("\"unauthorized\"");
        talk.say("{\"ack\":\"1:1\",\"request\":0}");
        assertThat(next(talk.heard)).contains("\"unauthorized\"", "\"request\":0");
        talk.say("{\"publish\":{\"data\":\"x\"},\"request\":1}");
        assertThat(next(talk.heard)).contains("\"unauthorized\"", "\"request\":1");
        talk.say("{\"token\":\"wrong-horse\",\"request\":2}");
        assertThat(next(talk.heard)).contains("\"unauthorized\"", "\"request\":2");
        server.hub()
                .publish(TOPIC, EventDraft.text("meanwhile"))
                .toCompletableFuture()
                .join();

        talk.say("{\"token\":\"" + viewer + "\",\"request\":3}");
        assertThat(next(talk.heard)).isEqualTo("{\"authorized\":true,\"request\":3}");
        assertThat(next(talk.heard)).contains("\"subscribed\"", ":0\"", "\"recovered\":true");
        assertThat(next(talk.heard)).contains("\"before\"");
        assertThat(next(talk.heard)).contains("\"meanwhile\"");

        talk.say("{\"publish\":{\"data\":\"x\"},\"request\":4}");
        assertThat(next(talk.heard)).contains("\"forbidden\"", "\"request\":4");
        talk.say("{\"token\":\"" + publisher + "\"}");
        assertThat(next(talk.heard)).isEqualTo("{\"authorized\":true}");
    }

    @Test
    void aWebSocketWithoutATokenEnds() throws Exception {
        start(ServerOptions.defaults()
                .withLimits(HttpLimits.DEFAULT.withDeadlines(
                        Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(60))));
        Talk silent = connect("", null);
        assertThat(next(silent.heard)).contains("\"unauthorized\"");
        assertThat(next(silent.heard)).isEqualTo("closed 1008");
    }

    @Test
    void aWebSocketWithWrongTokensEnds() throws Exception {
        start();
        Talk wrong = connect("", null);
        assertThat(next(wrong.heard)).contains("\"unauthorized\"");
        for (int i = 0; i < 3; i++) {
            wrong.say("{\"token\":\"wrong-horse\"}");
            assertThat(next(wrong.heard)).contains("\"unauthorized\"");
        }
        assertThat(next(wrong.heard)).isEqualTo("closed 1008");
    }

    /** A durable subscription is its owner's, and the owner is known by the token. */
    @Test
    void aWebSocketTakesUpTheSubscriptionOfItsToken(@TempDir Path data) throws Exception {
        start(ServerOptions.defaults().withData(data));
        server.hub()
                .configure(TOPIC, new TopicSettings(true, new Retention(100, 1 << 20, Optional.empty())))
                .toCompletableFuture()
                .join();
        server.hub()
                .durables()
                .put(TOPIC, SubscriptionName.ofToken("viewer", "desk"), DurableOptions.DEFAULT, Position.EARLIEST)
                .toCompletableFuture()
                .join();
        Talk other = connect("?subscription=desk", null);
        assertThat(next(other.heard)).contains("\"unauthorized\"");
        other.say("{\"token\":\"" + publisher + "\"}");
        assertThat(next(other.heard)).contains("\"authorized\"");
        assertThat(next(other.heard)).contains("\"unknown-subscription\"");
        assertThat(next(other.heard)).isEqualTo("closed 1008");

        server.hub()
                .publish(TOPIC, EventDraft.text("kept"))
                .toCompletableFuture()
                .join();
        Talk owner = connect("?subscription=desk", null);
        assertThat(next(owner.heard)).contains("\"unauthorized\"");
        owner.say("{\"token\":\"" + viewer + "\"}");
        assertThat(next(owner.heard)).contains("\"authorized\"");
        assertThat(next(owner.heard)).contains("\"subscribed\"");
        assertThat(next(owner.heard)).contains("\"kept\"");
    }

    @Test
    void aWebSocketEndsWithItsToken() throws Exception {
        start();
        Talk byHeader = connect("", "Bearer " + viewer);
        Talk byMessage = connect("", null);
        Talk other = connect("", "Bearer " + publisher);
        assertThat(next(byHeader.heard)).contains("\"subscribed\"");
        assertThat(next(other.heard)).contains("\"subscribed\"");
        assertThat(next(byMessage.heard)).contains("\"unauthorized\"");
        // A change of tokens does not end one that has yet to show its own.
        server.tokens().create("somebody", Rights.VIEWER).join();
        byMessage.say("{\"token\":\"" + viewer + "\"}");
        assertThat(next(byMessage.heard)).contains("\"authorized\"");
        assertThat(next(byMessage.heard)).contains("\"subscribed\"");

        server.tokens().rotate("viewer").join();

        assertThat(next(byHeader.heard)).isEqualTo("closed 1008");
        assertThat(next(byMessage.heard)).isEqualTo("closed 1008");
        server.hub().publish(TOPIC, EventDraft.text("after"));
        assertThat(next(other.heard)).contains("\"after\"");
    }

    // ---- sessions of pages

    @Test
    void aPageGetsACookieForATokenAndReadsByIt() throws Exception {
        start();
        HttpResponse<String> opened = post("/session", "Authorization", "Bearer " + viewer, "Origin", origin());
        assertThat(opened.statusCode()).isEqualTo(204);
        String cookie = opened.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("pushlab-session-" + port() + "=")
                .contains("; Max-Age=43200;", "; Path=/;", "; HTTPOnly", "; SameSite=Strict")
                .doesNotContain("Secure", viewer);
        String pair = cookie.substring(0, cookie.indexOf(';'));

        assertThat(get("/topics", "Cookie", "a=b; " + pair).statusCode()).isEqualTo(200);
        assertThat(get("/topics", "Cookie", pair + "x").statusCode()).isEqualTo(401);
        assertThat(get("/topics", "Cookie", pair.replace("session", "other")).statusCode())
                .isEqualTo(401);
        // Not more than its token, and not for others' pages, whatever browsers send.
        assertThat(post("/topics/news/events", "Cookie", pair).statusCode()).isIn(401, 403);
        assertThat(get("/topics", "Cookie", pair, "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(401);
        assertThat(get("/topics", "Cookie", pair, "Sec-Fetch-Site", "same-site").statusCode())
                .isEqualTo(401);
        assertThat(get("/topics", "Cookie", pair, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);

        BufferedReader stream = stream("Cookie", pair);
        server.hub().publish(TOPIC, EventDraft.text("one"));
        assertThat(nextData(stream)).isEqualTo("one");
        server.tokens().revoke("viewer").join();
        assertThat(nextData(stream)).isNull();
        assertThat(get("/topics", "Cookie", pair).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionEndsWhenThePageSaysSo() throws Exception {
        start();
        String pair = cookie("Authorization", "Bearer " + viewer);
        HttpRequest request =
                request("/session").header("Cookie", pair).DELETE().build();
        HttpResponse<String> closed = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(closed.statusCode()).isEqualTo(204);
        assertThat(closed.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(get("/topics", "Cookie", pair).statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionIsForOwnPagesWithRightTokens() throws Exception {
        start(ServerOptions.defaults().withOrigins(java.util.Set.of("https://friend.example")));
        assertThat(post("/session").statusCode()).isEqualTo(401);
        assertThat(post("/session", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        for (String origin : new String[] {"https://friend.example", "http://evil.example", "null"}) {
            HttpResponse<String> answer = post("/session", "Authorization", "Bearer " + viewer, "Origin", origin);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
        }
    }

    @Test
    void aSessionOfAnAdministratorPublishesAndDoesNotAdminister() throws Exception {
        start();
        String pair = cookie("Authorization", "Bearer " + server.token().reveal());
        assertThat(post("/topics/news/events", "Cookie", pair).statusCode()).isEqualTo(201);
        assertThat(get("/metrics", "Cookie", pair).statusCode()).isEqualTo(200);
        assertThat(get("/tokens", "Cookie", pair).statusCode()).isEqualTo(403);
    }

    @Test
    void overTlsTheCookieIsForTlsOnly() throws Exception {
        start(ServerOptions.defaults().withHttps(HttpsOptions.selfMade(0)));
        int port = server.httpsAddress().orElseThrow().getPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/session"))
                .header("Authorization", "Bearer " + viewer)
                .header("Origin", "https://127.0.0.1:" + port)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> opened =
                TlsClients.http(certificate().leaf(), "TLSv1.3").send(request, HttpResponse.BodyHandlers.ofString());
        String cookie = opened.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie).startsWith("__Host-pushlab-session-" + port + "=").contains("; Secure");
        // Plain HTTP does not take it, under neither name.
        String value = cookie.substring(cookie.indexOf('='), cookie.indexOf(';'));
        assertThat(get("/topics", "Cookie", "__Host-pushlab-session-" + port + value)
                        .statusCode())
                .isEqualTo(401);
    }

    // ---- the binary protocol

    @Test
    void sessionsThatProveNothingReadNothing() throws Exception {
        start(ServerOptions.defaults().withProtocol(ProtocolOptions.defaults().withPlaintext(true)));
        try (TestClient client = new TestClient("alice")) {
            Recorder plain = client.connect(server.tcpAddress(), client.config.withSuites(Suite.PLAINTEXT));
            plain.session().send(new Message.Subscribe(TOPIC, Position.EARLIEST));
            Message.Error refused = plain.nextOf(Message.Error.class);
            assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_ALLOWED);
            plain.session().send(new Message.Publish(1, TOPIC, EventDraft.text("x")));
            assertThat(plain.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.NOT_ALLOWED);

            Recorder proved = client.connect(server.tcpAddress());
            proved.session().send(new Message.Subscribe(TOPIC, Position.EARLIEST));
            proved.nextOf(Message.Subscribed.class);
            assertThat(plain.all(Message.Subscribed.class)).isEmpty();
        }
    }

    private ServerCertificate certificate() {
        return server.certificate().orElseThrow().certificate();
    }

    private int port() {
        return server.httpAddress().getPort();
    }

    private String origin() {
        return "http://127.0.0.1:" + port();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return http.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String... headers) throws Exception {
        return http.send(
                request(path, headers).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String cookie(String... headers) throws Exception {
        String cookie =
                post("/session", headers).headers().firstValue("set-cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private BufferedReader stream(String... headers) throws Exception {
        HttpResponse<InputStream> stream =
                http.send(request("/topics/news/sse", headers).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
    }

    /** Null at the end. */
    private static String nextData(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = stream.readLine();
        }
        return line == null ? null : line.substring("data: ".length());
    }

    private Talk connect(String query, String authorization) {
        Talk talk = new Talk();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        talk.socket = builder.buildAsync(
                        URI.create("ws://127.0.0.1:" + port() + "/topics/news/websocket" + query), talk)
                .join();
        return talk;
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }

    private static final class Talk implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private WebSocket socket;

        void say(String text) {
            socket.sendText(text, true).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(webSocket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }
    }
}
