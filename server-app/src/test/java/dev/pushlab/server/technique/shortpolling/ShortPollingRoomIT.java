package dev.pushlab.server.technique.shortpolling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real connections. */
@Timeout(60)
class ShortPollingRoomIT {
    private static final Topic TOPIC = new Topic("news");

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withHistory(new HubOptions(10, 20, 1 << 20)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersAtOnceAlsoWhenThereIsNothing() throws Exception {
        JsonNode answer = poll("");
        assertThat(answer.get("events")).isEmpty();
        assertThat(answer.get("last").asText()).isEqualTo(server.hub().epoch() + ":0");
        assertThat(answer.get("gap").asBoolean()).isFalse();
    }

    @Test
    void whoAsksAgainWithLastMissesNothingAndGetsNothingTwice() throws Exception {
        String last = poll("").get("last").asText();
        List<Long> offsets = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            publish(round % 5);
            JsonNode answer = poll("?limit=3&after=" + last);
            answer.get("events")
                    .forEach(event ->
                            offsets.add(Long.valueOf(event.get("id").asText().split(":")[1])));
            assertThat(answer.get("gap").asBoolean()).isFalse();
            last = answer.get("last").asText();
        }
        offsets.addAll(LongStream.rangeClosed(offsets.size() + 1L, 40).boxed().toList());
        assertThat(offsets)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void tellsOfAGapWhenHistoryHasBeenDropped() throws Exception {
        String last = poll("").get("last").asText();
        publish(30);
        JsonNode answer = poll("?after=" + last);
        assertThat(answer.get("gap").asBoolean()).isTrue();
        assertThat(answer.get("events")).hasSize(20);
        assertThat(answer.get("events").get(0).get("id").asText())
                .isEqualTo(server.hub().epoch() + ":11");
    }

    @Test
    void refusesWrongParameters() throws Exception {
        assertThat(get("?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("?limit=x").statusCode()).isEqualTo(400);
        assertThat(get("?after=latest").statusCode()).isEqualTo(400);
        assertThat(get("?after=1:01").body()).contains("\"reason\":\"invalid-id\"");
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            server.hub()
                    .publish(TOPIC, EventDraft.text("x"))
                    .toCompletableFuture()
                    .join();
        }
    }

    private JsonNode poll(String query) throws Exception {
        HttpResponse<String> response = get(query);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        return new JsonMapper().readTree(response.body());
    }

    private HttpResponse<String> get(String query) throws IOException, InterruptedException {
        URI address =
                URI.create("http://localhost:" + server.httpAddress().getPort() + "/topics/news/short-polling" + query);
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }
}
