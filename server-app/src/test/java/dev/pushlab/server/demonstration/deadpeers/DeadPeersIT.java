package dev.pushlab.server.demonstration.deadpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationClient;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real peers of the real server, which has little patience here. */
@Timeout(90)
class DeadPeersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ServerOptions IMPATIENT = ServerOptions.defaults()
            .withLimits(new ServerLimits(
                    ConnectionLimits.DEFAULT,
                    HttpLimits.DEFAULT.withHeartbeat(Duration.ofMillis(300)),
                    new FanoutLimits(1_000, Duration.ofSeconds(1), 1 << 20)));

    private PushlabServer server;
    private DemonstrationClient page;

    @AfterEach
    void stop() throws IOException {
        if (page != null) {
            page.close();
        }
        server.close();
    }

    /** There is one for all its pages. */
    @Test
    void aRunTakesThePlaceOfTheOneBeforeAndHasAnotherNumber() throws IOException {
        start(IMPATIENT, "");
        int first = page.post("start").get("run").asInt();
        awaitConnected();

        int second = page.post("start").get("run").asInt();

        assertThat(second).isNotEqualTo(first);
        awaitConnected();
        assertThat(page.status("POST", "kill?peer=99")).isEqualTo(400);
        assertThat(page.get("state").get("run").asInt()).isEqualTo(second);
        JsonNode ended = page.post("stop");
        assertThat(ended.get("running").asBoolean()).isFalse();
        assertThat(page.status("POST", "kill")).isEqualTo(404);
        await().atMost(PATIENCE).until(() -> server.connections().count() == 1);
    }

    @Test
    void thoseWhoSayThatTheyGoAreFreedAtOnceAndOfTheOthersThoseWhoOweAnAnswer() throws IOException {
        start(IMPATIENT, "");
        page.post("start");
        awaitConnected();
        page.post("kill");

        await().atMost(PATIENCE).until(() -> known(), set -> set.contains("websocket freeze") && set.size() == 7);
        assertThat(known())
                .contains("sse close", "sse reset", "websocket close", "websocket reset")
                .contains("long-polling close", "long-polling reset")
                .doesNotContain("sse freeze", "long-polling freeze");
        assertThat(page.get("state").get("subscribers").asInt()).isPositive();

        // Only now there is something that the silent reader of a stream does not take.
        page.post("flood");
        await().atMost(PATIENCE).until(() -> known().contains("sse freeze"));
        assertThat(page.post("stop").get("running").asBoolean()).isFalse();
        await().atMost(PATIENCE).until(() -> server.connections().count() == 1);
    }

    @Test
    void oneCanDieAlone() throws IOException {
        start(IMPATIENT, "");
        page.post("start");
        awaitConnected();
        page.post("kill?peer=0");
        await().atMost(PATIENCE).until(() -> known(), Set.of("sse close")::equals);
        JsonNode state = page.get("state");
        assertThat(state.get("peers").get(0).has("connection")).isFalse();
        assertThat(state.get("peers").get(1).get("connection").get("state").asText())
                .isEqualTo("streaming");
        assertThat(state.get("peers").get(1).get("died").isNull()).isTrue();
    }

    /** Nothing is told of connections that are not the demonstration's. */
    @Test
    void othersAreNotListed() throws IOException {
        start(IMPATIENT, "");
        try (RawHttp other = new RawHttp(server.httpAddress())) {
            other.get("/topics/news/sse");
            assertThat(other.status()).isEqualTo(200);
            page.post("start");
            awaitConnected();
            JsonNode peers = page.get("state").get("peers");
            assertThat(peers).hasSize(9);
            assertThat(server.connections().snapshot()).hasSize(11);
        }
    }

    @Test
    void theStreamOfThePageIsMissedWhenItHasGone() throws IOException {
        start(IMPATIENT, "");
        page.post("start");
        try (RawHttp own = new RawHttp(server.httpAddress())) {
            own.get("/demonstrations/dead-peers/own");
            assertThat(own.status()).isEqualTo(200);
            assertThat(own.header("content-type")).isEqualTo("text/event-stream");
            assertThat(own.until(":\n\n:\n\n")).isEqualTo(":\n\n:\n\n");
            assertThat(page.get("state").get("own").get("noticed").isNull()).isTrue();
        }
        page.post("left");
        await().atMost(PATIENCE)
                .until(() -> !page.get("state").get("own").get("noticed").isNull());
    }

    /** Cookies know no ports, so the name of a session's has that of its page: at the peers' port it is another one. */
    @Test
    void peersReadByTheSessionOfAPageAtAnotherPort() throws IOException {
        server = new PushlabServer(IMPATIENT.withReadersNeedToken(true));
        server.start();
        String host = "127.0.0.1:" + server.crossOriginAddress().getPort();
        String cookie;
        try (RawHttp login = new RawHttp(server.crossOriginAddress())) {
            login.say("POST /session HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer "
                    + server.token().reveal() + "\r\nContent-Length: 0\r\n\r\n");
            assertThat(login.status()).isEqualTo(204);
            cookie = login.header("set-cookie").replaceFirst(";.*", "");
        }
        page = new DemonstrationClient(server.crossOriginAddress(), "dead-peers", "Cookie: " + cookie + "\r\n");
        page.post("start");
        await().atMost(PATIENCE)
                .until(() -> page.get("state")
                        .get("peers")
                        .get(0)
                        .path("connection")
                        .path("state")
                        .asText()
                        .equals("streaming"));
    }

    @Test
    void tellsWhatBoundsIt() throws IOException {
        start(IMPATIENT, "");
        JsonNode state = page.post("start");
        assertThat(state.get("heartbeat").asLong()).isEqualTo(300);
        assertThat(state.get("stall").asLong()).isEqualTo(1_000);
        assertThat(state.get("idle").asLong()).isEqualTo(60_000);
    }

    @ParameterizedTest
    @CsvSource({"GET, state", "GET, own", "POST, start", "POST, kill", "POST, flood", "POST, left", "POST, stop"})
    void onlyWhoeverMayPublishMay(String method, String what) throws IOException {
        start(ServerOptions.defaults().withLoopbackExempt(false), "");
        assertThat(page.status(method, what)).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"GET, own", "POST, kill", "POST, flood", "POST, left"})
    void whereThereAreNoneThereIsNothingToDo(String method, String what) throws IOException {
        start(ServerOptions.defaults(), "");
        assertThat(page.status(method, what)).isEqualTo(404);
    }

    @Test
    void refusesPeersThatThereAreNot() throws IOException {
        start(ServerOptions.defaults(), "");
        page.post("start");
        assertThat(page.status("POST", "kill?peer=9")).isEqualTo(400);
    }

    private void start(ServerOptions options, String headers) throws IOException {
        server = new PushlabServer(options);
        server.start();
        page = new DemonstrationClient(server.httpAddress(), "dead-peers", headers);
    }

    private void awaitConnected() {
        await().atMost(PATIENCE).until(() -> {
            int connected = 0;
            for (JsonNode peer : page.get("state").get("peers")) {
                connected += peer.path("connection").path("id").asInt() > 0 ? 1 : 0;
            }
            return connected == 9;
        });
    }

    /** Which of the dead the server knows. */
    private Set<String> known() throws IOException {
        Set<String> known = new TreeSet<>();
        for (JsonNode peer : page.get("state").get("peers")) {
            if (!peer.get("died").isNull() && !peer.get("noticed").isNull()) {
                known.add(peer.get("technique").asText() + " " + peer.get("way").asText());
            }
        }
        return known;
    }
}
