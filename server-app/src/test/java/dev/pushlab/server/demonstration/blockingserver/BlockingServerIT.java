package dev.pushlab.server.demonstration.blockingserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.demonstration.DemonstrationClient;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both servers over real sockets. */
@Timeout(60)
class BlockingServerIT {
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
    @ValueSource(ints = {5, 50})
    void fourAreHeldByOneAndAllByTheOther(int clients) throws IOException {
        start(ServerOptions.defaults(), "");
        page.post("start");
        page.post("crowd?clients=" + clients);

        await().untilAsserted(() -> {
            JsonNode state = page.get("state");
            assertThat(count(state.get("blocking"), "connected")).isEqualTo(clients);
            assertThat(count(state.get("blocking"), "accepted")).isEqualTo(4);
            assertThat(count(state.get("real"), "accepted")).isEqualTo(clients);
            assertThat(state.get("busy").asInt()).isEqualTo(4);
        });
        JsonNode held = page.get("state");
        assertThat(count(held.get("blocking"), "answered")).isZero();
        assertThat(count(held.get("real"), "answered")).isZero();

        server.hub()
                .publish(Trial.TOPIC, EventDraft.text("hello"))
                .toCompletableFuture()
                .join();
        await().untilAsserted(() -> {
            JsonNode state = page.get("state");
            for (String where : new String[] {"blocking", "real"}) {
                assertThat(count(state.get(where), "answered")).as(where).isEqualTo(clients);
                assertThat(state.get(where)).allMatch(each -> each.get("status").asInt() == 200);
            }
        });
    }

    @Test
    void stoppingClosesThePortAndTellsThePolicy() throws IOException {
        start(ServerOptions.defaults(), "");
        JsonNode started = page.post("start");
        URI origin = URI.create(started.get("origin").asText());
        InetSocketAddress address = new InetSocketAddress(origin.getHost(), origin.getPort());
        new RawHttp(address).close();
        assertThat(policy()).endsWith(" " + origin);

        assertThat(page.post("stop").get("running").asBoolean()).isFalse();
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> new RawHttp(address)).isInstanceOf(ConnectException.class));
        assertThat(policy()).doesNotContain(origin.toString());
        assertThat(page.status("POST", "crowd?clients=5")).isEqualTo(404);
    }

    @Test
    void aServerThatStopsTakesItAlong() throws IOException {
        start(ServerOptions.defaults(), "");
        URI origin = URI.create(page.post("start").get("origin").asText());
        page.post("crowd?clients=50");
        server.close();
        assertThatThrownBy(() -> new RawHttp(new InetSocketAddress(origin.getHost(), origin.getPort())))
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @CsvSource({"GET, state", "POST, start", "POST, crowd?clients=5", "POST, stop"})
    void onlyWhoeverMayPublishMay(String method, String what) throws IOException {
        start(ServerOptions.defaults().withLoopbackExempt(false), "");
        assertThat(page.status(method, what)).isEqualTo(401);
    }

    @Test
    void pagesOfOthersMayNot() throws IOException {
        start(ServerOptions.defaults(), "Origin: http://elsewhere.example\r\n");
        assertThat(page.status("POST", "start")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "51", "x"})
    void theCrowdIsBounded(String clients) throws IOException {
        start(ServerOptions.defaults(), "");
        page.post("start");
        assertThat(page.status("POST", "crowd?clients=" + clients)).isEqualTo(400);
    }

    /** The clients read with what the page has shown. */
    @Test
    void whereNobodyMayReadWithoutATokenTheCrowdMay() throws IOException {
        ServerOptions options = ServerOptions.defaults().withReadersNeedToken(true);
        server = new PushlabServer(options);
        server.start();
        page = new DemonstrationClient(
                server.httpAddress(),
                "blocking-server",
                "Authorization: Bearer " + server.token().reveal() + "\r\n");
        page.post("start");
        page.post("crowd?clients=2");
        await().untilAsserted(() ->
                assertThat(count(page.get("state").get("real"), "accepted")).isEqualTo(2));
        server.hub()
                .publish(Trial.TOPIC, EventDraft.text("hello"))
                .toCompletableFuture()
                .join();
        await().untilAsserted(() -> assertThat(page.get("state").get("real"))
                .allMatch(each -> each.get("status").asInt() == 200));
    }

    private void start(ServerOptions options, String headers) throws IOException {
        server = new PushlabServer(options);
        server.start();
        page = new DemonstrationClient(server.httpAddress(), "blocking-server", headers);
    }

    private String policy() throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.get("/demonstrations/blocking-server/");
            assertThat(http.status()).isEqualTo(200);
            return http.header("content-security-policy");
        }
    }

    private static long count(JsonNode clients, String what) {
        return StreamSupport.stream(clients.spliterator(), false)
                .filter(each -> !each.get(what).isNull())
                .count();
    }
}
