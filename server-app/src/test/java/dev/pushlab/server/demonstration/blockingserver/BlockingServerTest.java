package dev.pushlab.server.demonstration.blockingserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BlockingServerTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final Topic TOPIC = new Topic("t");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<RawHttp> clients = new ArrayList<>();
    private BlockingServer server;

    @BeforeEach
    void start() throws IOException {
        server = open(BlockingServer.LONGEST);
    }

    private BlockingServer open(Duration longest) throws IOException {
        return new BlockingServer(hub, TOPIC, KEY, Set.of("http://127.0.0.1:8080"), timer, longest);
    }

    @AfterEach
    void stop() throws IOException {
        for (RawHttp client : clients) {
            client.close();
        }
        server.close();
        await().until(server::isOver);
        hub.close();
        timer.shutdownNow();
    }

    /** Whatever it is that takes so long: here a wait that is longer than a connection may live. */
    @Test
    void aConnectionThatTakesTooLongIsClosed() throws IOException {
        try (BlockingServer hasty = open(Duration.ofMillis(50));
                Socket client =
                        new Socket(hasty.address().getAddress(), hasty.address().getPort())) {
            String request = "GET " + poll("7:0", 30) + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + hasty.address().getPort() + "\r\n\r\n";
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void theFifthIsNotAcceptedUntilOneOfFourHasItsAnswer() throws IOException {
        for (int i = 0; i < BlockingServer.THREADS; i++) {
            ask(poll("7:0", 30));
        }
        await().until(() -> server.busy() == BlockingServer.THREADS);
        try (Socket fifth = new Socket()) {
            // The operating system makes the connection all the same.
            fifth.connect(server.address());
            String request = "GET " + poll("7:0", 30) + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n";
            fifth.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(server.acceptedAt(fifth.getLocalPort())).isNull();

            hub.publish(TOPIC, EventDraft.text("hello"));
            for (RawHttp client : clients) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.rest()).contains("\"data\":\"hello\"").endsWith("],\"last\":\"7:1\"}");
            }
            byte[] answer = fifth.getInputStream().readAllBytes();
            assertThat(new String(answer, java.nio.charset.StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(server.acceptedAt(fifth.getLocalPort())).isNotNull();
        }
    }

    @Test
    void saysWhenNothingCame() throws IOException {
        RawHttp client = ask(poll("7:0", 0));
        assertThat(client.status()).isEqualTo(204);
        assertThat(client.header("content-length")).isEmpty();
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void hostileDataStaysData() throws IOException {
        hub.publish(TOPIC, EventDraft.text("\"}]\r\n\r\nHTTP/1.1 200 OK</script>\u2028\u0000"));
        RawHttp client = ask(poll("7:0", 0));
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.body())
                .contains("\\\"}]\\r\\n\\r\\nHTTP/1.1 200 OK")
                .doesNotContain("\r")
                .doesNotContain("\n");
    }

    @Test
    void thePageThatStartedItMayReadAndNoOther() throws IOException {
        RawHttp own = ask(poll("7:0", 0), "Origin: http://127.0.0.1:8080");
        assertThat(own.status()).isEqualTo(204);
        assertThat(own.header("access-control-allow-origin")).isEqualTo("http://127.0.0.1:8080");
        RawHttp other = ask(poll("7:0", 0), "Origin: http://elsewhere.example");
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void answersUnderNamesOfThisMachineAndWithItsKeyOnly() throws IOException {
        RawHttp rebound = connect().say("GET " + poll("7:0", 0) + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(rebound.status()).isEqualTo(403);
        RawHttp unknown = ask(poll("7:0", 0).replace("0123", "3210"));
        assertThat(unknown.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/poll/" + KEY, "/poll/" + KEY + "?after=&wait=1", "/poll/" + KEY + "?after=:::&wait=1"})
    void refusesWhatItDoesNotKnow(String path) throws IOException {
        assertThat(ask(path).status()).isEqualTo(400);
    }

    @Test
    void aHeadWithoutEndIsNotReadOnAndOn() throws IOException {
        RawHttp client = connect();
        try {
            for (int i = 0; i < 1_000; i++) {
                client.say("X-Padding: 0123456789012345678901234567890123456789\r\n");
            }
            assertThat(client.rest()).isEmpty();
        } catch (IOException e) {
            // It was closed with bytes unread.
            assertThat(e).isInstanceOf(java.net.SocketException.class);
        }
        // And the thread takes the next one.
        assertThat(ask(poll("7:0", 0)).status()).isEqualTo(204);
    }

    @Test
    void closingEndsThoseWhoWaitAndThePort() throws IOException {
        RawHttp client = ask(poll("7:0", 30));
        await().until(() -> server.busy() == 1);
        InetSocketAddress address = server.address();
        server.close();

        await().until(server::isOver);
        assertThat(end(client)).isEmpty();
        assertThatThrownBy(() -> new RawHttp(address)).isInstanceOf(ConnectException.class);
    }

    private static String end(RawHttp client) {
        try {
            return client.rest();
        } catch (IOException e) {
            return "";
        }
    }

    private RawHttp ask(String path, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return connect().say("GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + more + "\r\n");
    }

    private RawHttp connect() throws IOException {
        RawHttp client = new RawHttp(server.address());
        clients.add(client);
        return client;
    }

    private String host() {
        return "127.0.0.1:" + server.address().getPort();
    }

    private static String poll(String after, int wait) {
        return "/poll/" + KEY + "?after=" + after + "&wait=" + wait;
    }
}
