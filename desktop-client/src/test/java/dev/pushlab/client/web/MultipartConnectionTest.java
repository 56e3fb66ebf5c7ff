package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.mime.MalformedBodyException;
import dev.pushlab.protocol.mime.Part;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the real server, and against one that says what a test tells it to. */
class MultipartConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Topic TOPIC = new Topic("news");

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(network)
            .build();
    private final Heard heard = new Heard();
    private final MultipartConnection connection = new MultipartConnection(heard);
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        connection.close();
        server.close();
        network.shutdownNow();
    }

    @Test
    void bringsPartsAsTheyCome() {
        connection.open(client, uri("?after=earliest"), "en");
        await().atMost(PATIENCE).until(() -> heard.log.size() == 2);
        publish(50);
        await().atMost(PATIENCE).until(() -> heard.log.size() == 52);
        assertThat(heard.log.subList(0, 2)).containsExactly("opened", "part start");
        assertThat(heard.log.subList(2, 52))
                .isEqualTo(IntStream.rangeClosed(1, 50)
                        .mapToObj(i -> "part event " + i)
                        .toList());
    }

    /** The server learns it by the connection, at once or with its next bytes. */
    @Test
    void endsTheConnectionWhenClosed() {
        connection.open(client, uri(""), "en");
        await().atMost(PATIENCE).until(() -> heard.log.size() == 2);
        connection.close();
        await().atMost(PATIENCE).until(() -> {
            publish(1);
            return server.hub().topics().get(0).subscribers() == 0;
        });
        assertThat(heard.log).containsExactly("opened", "part start");
    }

    @Test
    void canBeClosedBeforeThereIsAnAnswer() {
        connection.open(client, uri(""), "en");
        connection.close();
        await().atMost(PATIENCE).until(() -> {
            publish(1);
            return server.hub().topics().get(0).subscribers() == 0;
        });
        assertThat(heard.log).doesNotContain("failed", "ended");
    }

    @Test
    void readsNoFurtherWhileItIsTold() {
        connection.open(client, uri(""), "en");
        await().atMost(PATIENCE).until(() -> heard.log.size() == 2);
        connection.setReading(false);
        String large = "x".repeat(1 << 20);
        // What was asked for before may still come, and what fits into sockets leaves the server.
        for (int i = 0; i < 40; i++) {
            server.hub()
                    .publish(TOPIC, EventDraft.text(large))
                    .toCompletableFuture()
                    .join();
        }
        await().atMost(PATIENCE).until(() -> server.hub().topics().get(0).slow().fellBehind() > 0);
        assertThat(heard.log.size()).isLessThan(20);
        connection.setReading(true);
        await().atMost(PATIENCE).until(() -> heard.log.stream().anyMatch(line -> line.equals("part gap")));
    }

    @Test
    void tellsOfAProblemInTheLanguageAskedFor() {
        connection.open(client, uri("?as=video"), "zh-CN");
        await().atMost(PATIENCE).until(() -> !heard.log.isEmpty());
        assertThat(heard.log.get(0))
                .startsWith("refused 400 application/problem+json")
                .contains("参数");
    }

    @Test
    void tellsThatTheServerIsNotThere() {
        URI address = uri("");
        server.close();
        connection.open(client, address, "en");
        await().atMost(PATIENCE).until(() -> heard.log.equals(List.of("failed")));
    }

    @Test
    void tellsWhenTheStreamEnds() {
        connection.open(client, uri(""), "en");
        await().atMost(PATIENCE).until(() -> heard.log.size() == 2);
        server.close();
        await().atMost(PATIENCE).until(() -> heard.log.size() == 3);
        assertThat(heard.log.get(2)).isIn("ended", "failed");
    }

    @Test
    void readsNoFurtherThanTheLastPart() throws IOException {
        answer("--b_\r\n\r\none\r\n--b_--\r\n", uri -> {
            connection.open(client, uri, "en");
            await().atMost(PATIENCE).until(() -> heard.log.size() == 3);
        });
        assertThat(heard.log).containsExactly("opened", "part event one", "ended");
    }

    @Test
    void saysWhatIsNoBodyOfParts() throws IOException {
        answer("--b_\r\nContent-Length: 1\r\n\r\nlonger\r\n--b_\r\n", uri -> {
            connection.open(client, uri, "en");
            await().atMost(PATIENCE).until(() -> heard.log.size() == 2);
        });
        assertThat(heard.log).containsExactly("opened", "malformed no delimiter where the length says");
    }

    /** A server that answers one request by this body, and does not end. */
    private static void answer(String body, java.util.function.Consumer<URI> test) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket socket = listener.accept()) {
                    String head = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b_\r\n\r\n";
                    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
                    // Until the client goes.
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The client went by a reset.
                }
            });
            answering.start();
            test.accept(URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/"));
            answering.join(PATIENCE.toMillis());
            assertThat(answering.isAlive())
                    .as("whether the client is still there")
                    .isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private URI uri(String query) {
        return URI.create(
                "http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/multipart-streaming" + query);
    }

    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            server.hub()
                    .publish(TOPIC, EventDraft.text(String.valueOf(i)))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static final class Heard implements MultipartEvents {
        final List<String> log = new CopyOnWriteArrayList<>();

        @Override
        public void opened() {
            log.add("opened");
        }

        @Override
        public void part(Part part) {
            String kind = part.header("Pushlab-Part").orElse("event");
            try {
                log.add("part " + (kind.equals("event") ? "event " + part.text() : kind));
            } catch (MalformedBodyException e) {
                log.add(e.getMessage());
            }
        }

        @Override
        public void refused(int status, String contentType, String body) {
            log.add("refused " + status + " " + contentType + " " + body);
        }

        @Override
        public void failed() {
            log.add("failed");
        }

        @Override
        public void malformed(String why) {
            log.add("malformed " + why);
        }

        @Override
        public void ended() {
            log.add("ended");
        }
    }
}
