package dev.pushlab.server.technique.httpframing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, and with a client that is not ours. */
@Timeout(60)
class HttpFramingRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final String ID = "00112233445566778899aabbccddeeff";

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What a client of HTTP takes for a complete answer is one. */
    @ParameterizedTest
    @ValueSource(strings = {"chunked", "close", "length"})
    void isUnderstoodByAnotherClient(String framing) throws Exception {
        publish(3);
        HttpResponse<String> answer = ask("framing=" + framing + "&after=earliest&events=3");
        assertThat(answer.body().lines()).hasSize(4);
        assertThat(answer.body()).contains("\"data\":\"1\"", "\"data\":\"3\"");
    }

    /** That the server broke off is noticed, unless the end of the connection is the end of the answer. */
    @ParameterizedTest
    @CsvSource({"chunked, between, 3", "chunked, within, 4", "length, between, 3", "length, within, 3"})
    void aClientNoticesThatTheServerBrokeOff(String framing, String cut, int events) throws Exception {
        publish(3);
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
            try {
                ask("framing=" + framing + "&after=earliest&events=3&cut=" + cut);
                return null;
            } catch (IOException | InterruptedException e) {
                return e;
            }
        });
        for (int i = 3; i < events; i++) {
            // The part that is broken off is the one behind those that were there.
            await().atMost(Duration.ofSeconds(20)).until(() -> bytesOut() > 3 * 100);
            publish(1);
        }
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aClientTakesTheEndOfTheConnectionForTheEndOfTheAnswer() throws Exception {
        publish(3);
        HttpResponse<String> answer = ask("framing=close&after=earliest&events=100&cut=between");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void keepsTheConnectionAfterTheLastChunk() throws IOException {
        publish(1);
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            for (int i = 0; i < 3; i++) {
                http.get("/topics/news/http-framing?framing=chunked&events=1&after=earliest");
                assertThat(http.status()).isEqualTo(200);
                assertThat(http.until("\r\n0\r\n\r\n")).contains("\"data\":\"1\"");
            }
        }
    }

    @Test
    void answersAClientOfHttp10ByTheEndOfTheConnection() throws IOException {
        publish(2);
        try (Socket socket = new Socket(
                server.httpAddress().getAddress(), server.httpAddress().getPort())) {
            socket.getOutputStream()
                    .write("GET /topics/news/http-framing?after=earliest&events=2 HTTP/1.0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("connection: close")
                    .doesNotContain("transfer-encoding", "content-length");
            assertThat(answer.lines().filter(line -> line.startsWith("{\"id\"")))
                    .hasSize(2);
        }
    }

    /** Every byte of it, and no other. */
    @Test
    void recordsWhatWasOnTheWire() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress());
                RawHttp other = new RawHttp(server.httpAddress())) {
            http.get("/topics/news/http-framing?events=2&trace=" + ID);
            String head = http.until("\r\n\r\n");
            publish(2);
            String wire = head + http.until("\r\n0\r\n\r\n");
            // What is counted is counted just behind the write.
            await().atMost(Duration.ofSeconds(20)).until(() -> bytesOut() == wire.length());

            other.get("/topics/news/http-framing?transcript=" + ID);
            assertThat(other.status()).isEqualTo(200);
            String record = other.body();
            assertThat(record).contains("\"framing\":\"chunked\"", "\"omitted\":0", "\"end\":\"kept\"");
            StringBuilder recorded = new StringBuilder();
            Pattern.compile("\"data\":\"([^\"]*)\"")
                    .matcher(record)
                    .results()
                    .forEach(match -> recorded.append(
                            new String(Base64.getDecoder().decode(match.group(1)), StandardCharsets.UTF_8)));
            assertThat(recorded.toString()).isEqualTo(wire);

            other.get("/topics/others/http-framing?transcript=" + ID);
            assertThat(other.status()).isEqualTo(404);
            assertThat(other.body()).contains("unknown-trace");
            assertThat(bytesOut())
                    .as("a record is not what the technique costs")
                    .isEqualTo(wire.length());
        }
    }

    @Test
    void freesEverythingWhenTheClientGoes() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.get("/topics/news/http-framing?framing=chunked&wait=55");
            http.until("\"}\n\r\n");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> server.hub().topics().stream().anyMatch(topic -> topic.subscribers() == 1));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.hub().topics().stream().allMatch(topic -> topic.subscribers() == 0));
    }

    private long bytesOut() {
        return server.connections().traffic("http-framing").bytesOut();
    }

    private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
        URI uri =
                URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/http-framing?" + query);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
    }

    private EventId publish(int count) {
        EventId last = null;
        for (int i = 1; i <= count; i++) {
            last = server.hub()
                    .publish(TOPIC, EventDraft.text(String.valueOf(i)))
                    .toCompletableFuture()
                    .join()
                    .id();
        }
        return last;
    }
}
