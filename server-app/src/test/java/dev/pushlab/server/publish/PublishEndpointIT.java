package dev.pushlab.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishing under an Idempotency-Key: docs/http-api.md, "Publishing". */
@Timeout(60)
class PublishEndpointIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withData(data));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSecondTimeThereIsNoSecondEvent() throws Exception {
        HttpResponse<String> first = publish("k1", "hello");
        HttpResponse<String> second = publish("k1", "hello");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second).get("id")).isEqualTo(json(first).get("id"));
        assertThat(json(second).get("repeated").asBoolean()).isTrue();
        assertThat(server.hub().topics().get(0).events()).isEqualTo(1);
    }

    @Test
    void manyTimesAtOnceThereIsOneEvent() {
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 50)
                .mapToObj(i -> http.sendAsync(request("same", "hello", null), BodyHandlers.ofString()))
                .toList();
        assertThat(answers.stream()
                        .map(it -> json(it.join()).get("id").asText())
                        .distinct())
                .hasSize(1);
        assertThat(answers.stream().filter(it -> it.join().statusCode() == 201)).hasSize(1);
    }

    @Test
    void anotherEventUnderTheSameKeyIsRefused() throws Exception {
        publish("k1", "hello");
        HttpResponse<String> refused = publish("k1", "bye");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).get("reason").asText()).isEqualTo("key-reused");
    }

    @Test
    void theKeysOfOthersAreOtherKeys() throws Exception {
        publish("k1", "hello");
        HttpResponse<String> other =
                http.send(request("k1", "bye", server.token().reveal()), BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "12345678901234567890123456789012345678901234567890123456789012345"})
    void aMalformedKeyIsRefusedAndNothingIsPublished(String key) throws Exception {
        HttpResponse<String> refused = publish(key, "hello");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("detail").asText()).contains("Idempotency-Key");
        assertThat(server.hub().topics()).isEmpty();
    }

    @Test
    void overWebSocketTooAndTheyAreTheSameKeys() throws Exception {
        String id = json(publish("k1", "hello")).get("id").asText();
        List<String> said = WebSocketTalk.with(
                server.httpAddress().getPort(),
                Arrays.asList(
                        "{\"publish\":{\"contentType\":\"text/plain\",\"data\":\"hello\",\"key\":\"k1\"},\"request\":1}",
                        "{\"publish\":{\"contentType\":\"text/plain\",\"data\":\"bye\",\"key\":\"k1\"},\"request\":2}",
                        "{\"publish\":{\"data\":\"x\",\"key\":\"not a key\"},\"request\":3}"),
                4);
        assertThat(said.get(1)).isEqualTo("{\"published\":\"" + id + "\",\"request\":1}");
        assertThat(said.get(2)).contains("\"reason\":\"key-reused\"").endsWith(",\"request\":2}");
        assertThat(said.get(3)).contains("\"reason\":\"invalid-parameter\"").endsWith(",\"request\":3}");
        assertThat(server.hub().topics().get(0).events()).isEqualTo(1);
    }

    private HttpResponse<String> publish(String key, String body) throws Exception {
        return http.send(request(key, body, null), BodyHandlers.ofString());
    }

    private HttpRequest request(String key, String body, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/events"))
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
