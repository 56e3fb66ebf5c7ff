package dev.pushlab.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit as it is set by hand, what exceeds it, and that nobody else notices. Over real sockets. */
@Timeout(60)
class LimitsIT {
    private static final Topic TOPIC = new Topic("news");
    private static final String OTHER = "127.0.0.2";
    private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    private final List<AutoCloseable> open = new ArrayList<>();
    private PushlabServer server;
    private int published;

    private void start(String... limits) throws IOException {
        server = new PushlabServer(LimitOptions.apply(ServerOptions.defaults(), List.of(limits)));
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    @Test
    void connections() throws Exception {
        start("connections=2");
        RawHttp stream = stream(TOPIC.name());
        RawHttp second = ready(http("127.0.0.1"));
        RawHttp third = http(OTHER);
        assertRefused(third);
        assertGoesOn(stream);
        assertThat(second.get("/time").status()).isEqualTo(200);
        assertThat(server.connections().count()).isEqualTo(2);
    }

    @Test
    void connectionsPerAddress() throws Exception {
        start("connections-per-address=2");
        RawHttp stream = stream(TOPIC.name());
        ready(http("127.0.0.1"));
        assertRefused(http("127.0.0.1"));
        ready(http(OTHER));
        assertGoesOn(stream);
    }

    @Test
    void halfOpen() throws Exception {
        start("half-open=2");
        RawHttp stream = stream(TOPIC.name());
        RawHttp silent = http("127.0.0.1");
        Socket binary =
                new Socket(server.tcpAddress().getAddress(), server.tcpAddress().getPort());
        open.add(binary);
        await().until(() -> server.connections().halfOpen() == 2);
        assertRefused(http("127.0.0.1"));
        TestClient client = client();
        assertThat(client.connect(server.tcpAddress()).end().reason()).isEqualTo(ReasonCode.TOO_MANY_CONNECTIONS);
        assertGoesOn(stream);

        // Half a head is none; a whole one makes room, and so does who goes.
        silent.say("GET /time HTTP/1.1\r\nHost: localhost\r\n");
        assertRefused(http("127.0.0.1"));
        assertThat(silent.say("\r\n").status()).isEqualTo(200);
        binary.close();
        await().until(() -> server.connections().halfOpen() == 0);
        assertThat(client.connect(server.tcpAddress()).session().isOpen()).isTrue();
        ready(http("127.0.0.1"));
        assertThat(server.connections().halfOpen()).isZero();
    }

    @Test
    void halfOpenOnesEndAtTheirDeadline() throws Exception {
        start("half-open=2", "head-deadline=300ms", "handshake-deadline=300ms");
        RawHttp stream = stream(TOPIC.name());
        RawHttp silent = http("127.0.0.1");
        Socket binary =
                new Socket(server.tcpAddress().getAddress(), server.tcpAddress().getPort());
        open.add(binary);
        assertThat(silent.status()).isEqualTo(408);
        assertThat(binary.getInputStream().readAllBytes()).as("CLOSE").isNotEmpty();
        await().until(() -> server.connections().halfOpen() == 0);
        assertGoesOn(stream);
        ready(http("127.0.0.1"));
    }

    @Test
    void halfOpenPerAddress() throws Exception {
        start("half-open-per-address=1");
        RawHttp silent = http("127.0.0.1");
        await().until(() -> server.connections().halfOpen() == 1);
        assertRefused(http("127.0.0.1"));
        RawHttp other = ready(http(OTHER));
        assertThat(silent.get("/time").status()).isEqualTo(200);
        assertThat(other.get("/time").status()).isEqualTo(200);
        ready(http("127.0.0.1"));
    }

    @Test
    void requestsPerSecond() throws Exception {
        start("requests-per-second=1", "request-burst=3");
        RawHttp stream = stream(TOPIC.name());
        RawHttp asking = ready(http("127.0.0.1"));
        int status = 200;
        for (int i = 0; i < 100 && status == 200; i++) {
            status = asking.get("/time").status();
            if (status == 200) {
                asking.body();
            }
        }
        assertThat(status).isEqualTo(429);
        assertThat(asking.header("retry-after")).isEqualTo("1");
        assertThat(asking.header("content-type")).isEqualTo("application/problem+json");
        assertThat(asking.body()).contains("\"reason\":\"too-many-requests\"", "\"title\":\"Too many requests\"");
        // The connection stays, and other addresses and streams that stand are not concerned.
        ready(http(OTHER));
        assertGoesOn(stream);
        await().until(() -> asking.get("/time").status() == 200 || asking.body().isEmpty());
    }

    @Test
    void isToldInChineseToo() throws Exception {
        start("requests-per-second=1", "request-burst=1");
        RawHttp asking = http("127.0.0.1");
        String body = "";
        for (int i = 0; i < 100 && !body.contains("problems"); i++) {
            asking.get("/time", "Accept-Language: zh-CN").status();
            body = asking.body();
        }
        assertThat(body).contains("\"title\":\"请求过多\"");
        assertThat(asking.header("content-language")).isEqualTo("zh-CN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "request-line=128 | GET /%s HTTP/1.1~Host: localhost~~                                          | 414",
                "headers=256      | GET / HTTP/1.1~Host: localhost~X: %s~~                                      | 431",
                "body=200         | POST /topics/news/events HTTP/1.1~Host: localhost~Content-Length: 300~~%s   | 413",
            })
    void sizesOfARequest(String limit, String request, int status) throws Exception {
        start(limit);
        RawHttp stream = stream(TOPIC.name());
        RawHttp asking = http("127.0.0.1");
        asking.say(request.trim().replace("~", "\r\n").replace("%s", "x".repeat(300)));
        assertThat(asking.status()).isEqualTo(status);
        assertGoesOn(stream);
    }

    @Test
    void frame() throws Exception {
        start("frame=125");
        RawHttp stream = stream(TOPIC.name());
        RawHttp socket = http("127.0.0.1");
        assertThat(socket.get("/topics/news/websocket?envelope=none", UPGRADE).status())
                .isEqualTo(101);
        // Text of 126 bytes, masked with zeros, the length in 2 bytes (RFC 6455 §5.2).
        byte[] text = new byte[8 + 126];
        text[0] = (byte) 0x81;
        text[1] = (byte) 0xfe;
        text[3] = 126;
        socket.say(text);
        byte[] close = socket.bytes(4);
        assertThat(close[0]).isEqualTo((byte) 0x88);
        assertThat(close).endsWith(1009 >> 8, 1009 & 0xff);
        assertGoesOn(stream);
    }

    @Test
    void idle() throws Exception {
        start("idle=200ms");
        RawHttp stream = stream(TOPIC.name());
        RawHttp asking = ready(http("127.0.0.1"));
        assertThat(asking.rest()).isEmpty();
        assertGoesOn(stream);
    }

    @Test
    void heartbeat() throws Exception {
        start("heartbeat=150ms");
        assertThat(stream(TOPIC.name()).until(":\n\n")).endsWith(":\n\n");
    }

    @Test
    void subscriptions() throws Exception {
        start("subscriptions=2");
        RawHttp stream = stream(TOPIC.name());
        RawHttp second = stream("other");
        RawHttp third = http("127.0.0.1");
        assertThat(third.get("/topics/news/sse").status()).isEqualTo(503);
        assertThat(third.body()).contains("\"reason\":\"too-many-subscriptions\"", "There are 2 already");
        assertThat(third.get("/topics/news/websocket", UPGRADE).status()).isEqualTo(503);
        assertThat(third.body()).contains("too-many-subscriptions");
        TestClient client = client();
        Recorder recorder = client.connect(server.tcpAddress());
        recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        assertThat(recorder.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.TOO_MANY_SUBSCRIPTIONS);
        assertGoesOn(stream);

        second.close();
        await().until(() -> server.fanout().subscriptions() == 1);
        recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.nextOf(Message.Subscribed.class);
        assertGoesOn(stream);
        assertThat(recorder.nextOf(Message.EventMessage.class)).isNotNull();
    }

    @Test
    void subscriptionsPerConnection() throws Exception {
        start("subscriptions-per-connection=1");
        Recorder recorder = client().connect(server.tcpAddress());
        recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.nextOf(Message.Subscribed.class);
        recorder.session().send(new Message.Subscribe(new Topic("other"), Position.NOW));
        assertThat(recorder.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.TOO_MANY_SUBSCRIPTIONS);
        assertGoesOn(stream("other"));
    }

    @Test
    void topics() throws Exception {
        start("topics=1", "topic-events=2");
        RawHttp stream = stream(TOPIC.name());
        RawHttp asking = http("127.0.0.1");
        assertThat(asking.get("/topics/other/sse").status()).isEqualTo(503);
        assertThat(asking.body()).contains("too-many-topics");
        for (int i = 0; i < 5; i++) {
            assertGoesOn(stream);
        }
        assertThat(asking.get("/topics/news/short-polling?after=earliest").status())
                .isEqualTo(200);
        assertThat(asking.body().split("\"id\"")).hasSize(3);
        // What is configured without saying how much it keeps.
        String settings = "{\"durable\":false}";
        asking.say("PUT /topics/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + server.token().reveal() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + settings.length() + "\r\n\r\n" + settings);
        assertThat(asking.status()).isEqualTo(200);
        assertThat(asking.body()).contains("\"events\":2");
    }

    @Test
    void publishing() throws Exception {
        start("publishes-per-second=1");
        Recorder recorder = client().connect(server.tcpAddress());
        for (int i = 1; i <= 3; i++) {
            recorder.session().send(new Message.Publish(i, TOPIC, EventDraft.text("x")));
        }
        assertThat(recorder.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.RATE_EXCEEDED);
        assertThat(recorder.session().isOpen()).isTrue();
        Recorder other = client().connect(server.tcpAddress());
        other.session().send(new Message.Publish(1, TOPIC, EventDraft.text("x")));
        other.nextOf(Message.Published.class);
    }

    // ---- helpers ----------------------------------------------------------------------------------------------

    private RawHttp http(String from) throws IOException {
        RawHttp connection = new RawHttp(server.httpAddress(), from);
        open.add(connection);
        return connection;
    }

    private static RawHttp ready(RawHttp connection) throws IOException {
        assertThat(connection.get("/time").status()).isEqualTo(200);
        connection.body();
        return connection;
    }

    private RawHttp stream(String topic) throws IOException {
        RawHttp stream = http("127.0.0.1");
        assertThat(stream.get("/topics/" + topic + "/sse").status()).isEqualTo(200);
        stream.until("\n\n");
        return stream;
    }

    private TestClient client() {
        TestClient client = new TestClient("somebody");
        open.add(client);
        return client;
    }

    private static void assertRefused(RawHttp connection) throws IOException {
        assertThat(connection.status()).isEqualTo(503);
        assertThat(connection.header("retry-after")).isEqualTo("5");
        assertThat(connection.rest()).contains("too-many-connections");
    }

    /** A stream receives what is published to its topic. */
    private void assertGoesOn(RawHttp stream) throws IOException {
        String data = "event " + ++published;
        server.hub().publish(TOPIC, EventDraft.text(data)).toCompletableFuture().join();
        server.hub().publish(new Topic("other"), EventDraft.text(data));
        assertThat(stream.until("data: " + data + "\n")).doesNotContain("event: gap");
    }
}
