package dev.pushlab.server.technique.longpolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, as {@code curl} would do it. */
@Timeout(120)
class LongPollingRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final int EVENTS = 30_000;
    private static final JsonMapper JSON = new JsonMapper();

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withHistory(new HubOptions(10, EVENTS, 64 << 20)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersWhenSomethingHappens() throws IOException {
        try (Client client = new Client()) {
            client.ask("?wait=55", "");
            awaitHeld(1);
            EventId id = publish("hello");
            Answer answer = client.answer();
            assertThat(answer.status).isEqualTo(200);
            JsonNode body = JSON.readTree(answer.body);
            assertThat(body.get("events")).hasSize(1);
            assertThat(body.get("events").get(0).get("data").asText()).isEqualTo("hello");
            assertThat(body.get("last").asText()).isEqualTo(id.toString());
            assertThat(answer.header("etag")).isEqualTo('"' + id.toString() + '"');
        }
    }

    @Test
    void saysThatNothingCameWhenTheWaitIsOverAndGoesOnOverTheSameConnection() throws IOException {
        try (Client client = new Client()) {
            client.ask("?wait=1", "");
            Answer empty = client.answer();
            assertThat(empty.status).isEqualTo(204);
            assertThat(empty.body).isEmpty();
            // What is published before the next question is in its answer.
            publish("a");
            publish("b");
            client.ask("?envelope=none", "If-None-Match: " + empty.header("etag") + "\r\n");
            assertThat(client.answer().body).isEqualTo("1\na\n1\nb\n");
        }
    }

    @Test
    void everybodyWhoWaitsIsAnswered() throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Client client = new Client();
                clients.add(client);
                client.ask("?wait=55&envelope=none", "");
            }
            awaitHeld(200);
            EventId id = publish("x".repeat(1_000));
            for (Client client : clients) {
                Answer answer = client.answer();
                assertThat(answer.body).isEqualTo("1000\n" + "x".repeat(1_000) + "\n");
                assertThat(answer.header("etag")).isEqualTo('"' + id.toString() + '"');
            }
            assertThat(held()).isZero();
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoGoesIsForgottenLongBeforeTheWaitIsOver() throws IOException {
        Client gone = new Client();
        gone.ask("?wait=55", "");
        try (Client stays = new Client()) {
            stays.ask("?wait=55", "");
            awaitHeld(2);
            gone.close();
            awaitHeld(1);
            publish("x");
            assertThat(stays.answer().status).isEqualTo(200);
        }
        await().until(() -> server.connections().count() == 0);
    }

    @Test
    void theEndOfTheServerAnswersWhoWaits() throws IOException {
        try (Client client = new Client()) {
            client.ask("?wait=55", "");
            awaitHeld(1);
            CompletableFuture<Void> end = CompletableFuture.runAsync(server::close);
            assertThat(client.answer().status).isEqualTo(204);
            assertThat(client.in.read()).isEqualTo(-1);
            end.join();
        }
    }

    @Test
    void requestsBehindAHeldAnswerAreAnsweredInTheirTurn() throws IOException {
        try (Client client = new Client()) {
            client.ask("?wait=55&envelope=none", "");
            client.ask("?wait=55&envelope=none&after=earliest", "");
            awaitHeld(1);
            publish("a");
            assertThat(client.answer().body).isEqualTo("1\na\n");
            assertThat(client.answer().body).isEqualTo("1\na\n");
        }
    }

    /** Several clients that break off at random while events come as fast as they can be published. */
    @Test
    void nothingIsLostAndNothingComesTwiceOverBrokenConnections() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        String start = server.hub().epoch() + ":0";
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(seed + i);
                readers.add(CompletableFuture.runAsync(() -> follow(start, random), threads));
            }
            awaitHeld(4);
            for (int i = 1; i <= EVENTS; i++) {
                publish("event " + i);
            }
            CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).join();
        } finally {
            threads.shutdownNow();
        }
        await().until(() -> server.connections().count() == 0);
        assertThat(held()).isZero();
    }

    /** Reads every event by its number; breaks off now and then, before, within or after an answer. */
    private void follow(String start, Random random) {
        int expected = 1;
        String last = start;
        try {
            while (expected <= EVENTS) {
                try (Client client = new Client()) {
                    while (expected <= EVENTS) {
                        client.ask("?wait=55&limit=" + (1 + random.nextInt(200)) + "&after=" + last, "");
                        int fate = random.nextInt(20);
                        if (fate == 0) {
                            break;
                        } else if (fate == 1) {
                            client.in.readNBytes(random.nextInt(300));
                            break;
                        }
                        JsonNode body = JSON.readTree(client.answer().body);
                        assertThat(body.get("gap").asBoolean()).isFalse();
                        for (JsonNode event : body.get("events")) {
                            assertThat(event.get("data").asText()).isEqualTo("event " + expected++);
                        }
                        last = body.get("last").asText();
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError("at event " + expected, e);
        }
    }

    private void awaitHeld(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> held() == count);
    }

    private int held() {
        return server.hub().topics().stream()
                .mapToInt(topic -> topic.subscribers())
                .sum();
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }

    /** An answer as it came. */
    private record Answer(int status, List<String> head, String body) {
        String header(String name) {
            return head.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** One connection. */
    private final class Client implements AutoCloseable {
        final InputStream in;
        private final Socket socket;

        Client() throws IOException {
            socket = new Socket(
                    server.httpAddress().getAddress(), server.httpAddress().getPort());
            in = new java.io.BufferedInputStream(socket.getInputStream());
        }

        void ask(String query, String headers) throws IOException {
            String request =
                    "GET /topics/news/long-polling" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        Answer answer() throws IOException {
            List<String> head = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                head.add(line);
            }
            int status = Integer.parseInt(head.get(0).substring(9, 12));
            int length = status == 204 ? 0 : Integer.parseInt(new Answer(status, head, "").header("content-length"));
            return new Answer(status, head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("after " + line);
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
