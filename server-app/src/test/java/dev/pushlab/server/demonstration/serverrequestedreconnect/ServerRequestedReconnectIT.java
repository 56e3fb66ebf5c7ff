package dev.pushlab.server.demonstration.serverrequestedreconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationClient;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets: what each technique is told, and that nothing is lost by it. */
@Timeout(90)
class ServerRequestedReconnectIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private PushlabServer server;
    private DemonstrationClient page;

    @AfterEach
    void stop() throws IOException {
        if (page != null) {
            page.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "websocket", "long-polling"})
    void whoIsAskedComesBackWithoutLossAndSoDoesWhoIsCutOff(String technique) throws IOException {
        start(ServerOptions.defaults(), "");
        page.post("start?clients=20&technique=" + technique);
        awaitLive(20);
        page.post("ask?within=1");
        JsonNode asked = awaitBack("asked", 20);
        assertThat(asked.get("absent")).allMatch(millis -> millis.asDouble() >= 0);
        page.post("cut");
        awaitBack("cut", 20);
        long before = received();
        await().atMost(PATIENCE).until(() -> page.get("state").get("received").asLong() >= before + 100);

        JsonNode state = page.get("state");
        assertThat(state.get("lost").asLong()).isZero();
        assertThat(state.get("duplicates").asLong()).isZero();
        assertThat(page.post("stop").get("running").asBoolean()).isFalse();
        await().atMost(PATIENCE).until(() -> server.connections().count() == 1);
    }

    @Test
    void whoWasCutOffIsNotCountedAmongThoseAskedMeanwhile() throws IOException {
        start(ServerOptions.defaults(), "");
        page.post("start?clients=5&technique=sse");
        awaitLive(5);
        page.post("cut");
        awaitLive(0); // for two seconds, as every event stream of this server tells its reader
        page.post("ask?within=0");
        awaitBack("cut", 5);
        assertThat(wave("asked").get("concerned").asInt()).isZero();
        assertThat(wave("asked").get("came")).isEmpty();
    }

    @Test
    void everybodyIsAskedInTheWordsOfItsTechnique(@TempDir Path data) throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withData(data));
        server.start();
        page = new DemonstrationClient(
                server.httpAddress(), "server-requested-reconnect", "Authorization: Bearer " + token() + "\r\n");
        try (RawHttp sse = new RawHttp(server.httpAddress());
                RawHttp poll = new RawHttp(server.httpAddress());
                RawHttp socket = new RawHttp(server.httpAddress());
                RawHttp idle = new RawHttp(server.httpAddress())) {
            sse.get("/topics/news/sse");
            assertThat(sse.status()).isEqualTo(200);
            poll.get("/topics/news/long-polling?wait=55");
            socket.get(
                    "/topics/news/websocket",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            assertThat(socket.status()).isEqualTo(101);
            idle.get("/time");
            assertThat(idle.status()).isEqualTo(200);
            idle.body();
            await().atMost(PATIENCE)
                    .until(() -> server.hub().topics().stream()
                                    .mapToInt(topic -> topic.subscribers())
                                    .sum()
                            >= 3);
            assertThat(page.post("everybody?within=0").get("asked").asInt()).isEqualTo(3);

            assertThat(sse.rest()).endsWith("retry: 100\n\n");
            assertThat(poll.status()).isEqualTo(204);
            assertThat(poll.rest()).isEmpty();
            // The close code 1012 (03 F4, which is no UTF-8) and its words (RFC 6455 §5.5.1).
            assertThat(socket.until("Service Restart")).endsWith("\u0003\uFFFDService Restart");
            // Who receives nothing is left alone.
            idle.get("/time");
            assertThat(idle.status()).isEqualTo(200);
        }
        page.close();
        server.close();
        assertThat(Files.readString(data.resolve("audit.log")))
                .contains("\"clients.reconnect\"")
                .contains("3 within 0 s")
                .doesNotContain(token());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, state, 401",
        "POST, start, 401",
        "POST, ask, 401",
        "POST, cut, 401",
        "POST, stop, 401",
        "POST, everybody, 401"
    })
    void nobodyMayWithoutAToken(String method, String what, int status) throws IOException {
        start(ServerOptions.defaults().withLoopbackExempt(false), "");
        assertThat(page.status(method, what)).isEqualTo(status);
    }

    /** Being on this machine is enough for clients of one's own, not for those of others. */
    @Test
    void everybodyIsForAdministrators() throws IOException {
        start(ServerOptions.defaults(), "");
        assertThat(page.status("GET", "state")).isEqualTo(200);
        assertThat(page.status("POST", "everybody?within=0")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"start?clients=201", "start?clients=0", "start?technique=smoke", "ask?within=61", "ask?within=x"
            })
    void refusesWhatIsOutOfBounds(String what) throws IOException {
        start(ServerOptions.defaults(), "");
        assertThat(page.status("POST", what)).isEqualTo(400);
    }

    @Test
    void asksNobodyWhenNobodyIsThere() throws IOException {
        start(ServerOptions.defaults(), "");
        assertThat(page.status("POST", "ask?within=1")).isEqualTo(404);
        assertThat(page.status("POST", "cut")).isEqualTo(404);
    }

    private void start(ServerOptions options, String headers) throws IOException {
        server = new PushlabServer(options);
        server.start();
        page = new DemonstrationClient(server.httpAddress(), "server-requested-reconnect", headers);
    }

    private String token() {
        return server.token().reveal();
    }

    private long received() throws IOException {
        return page.get("state").get("received").asLong();
    }

    private void awaitLive(int clients) {
        await().atMost(PATIENCE).until(() -> page.get("state").get("live").asInt() == clients);
    }

    private JsonNode awaitBack(String kind, int clients) throws IOException {
        await().atMost(PATIENCE).until(() -> wave(kind).get("came").size() == clients);
        return wave(kind);
    }

    private JsonNode wave(String kind) throws IOException {
        return page.get("state").get("waves").get(kind);
    }
}
