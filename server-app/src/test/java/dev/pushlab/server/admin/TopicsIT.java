package dev.pushlab.server.admin;

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
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durable topics over real sockets. */
@Timeout(60)
class TopicsIT {
    private static final String DURABLE =
            "{\"durable\":true,\"retention\":{\"events\":500,\"bytes\":300000,\"age\":\"PT24H\"},"
                    + "\"slowConsumer\":\"conflate\",\"conflateBy\":\"/a~1b=é\"}";

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
    void aDurableTopicIsListedAndOutlivesTheServerWithItsEventsAndSettings() throws Exception {
        HttpResponse<String> made = put("news", DURABLE);
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(json(made)).isEqualTo(new JsonMapper().readTree(DURABLE.replace("{\"d", "{\"topic\":\"news\",\"d")));
        String first = json(publish("one")).get("id").asText();
        String second = json(publish("two")).get("id").asText();

        stop();
        start();

        JsonNode topic = json(get("/topics")).get(0);
        assertThat(topic.get("topic").asText()).isEqualTo("news");
        assertThat(topic.get("durable").asBoolean()).isTrue();
        assertThat(topic.get("retention").toString()).isEqualTo("{\"events\":500,\"bytes\":300000,\"age\":\"PT24H\"}");
        assertThat(topic.get("slowConsumer").asText()).isEqualTo("conflate");
        assertThat(topic.get("conflateBy").asText()).isEqualTo("/a~1b=é");
        assertThat(topic.get("last").asText()).isEqualTo(second);
        assertThat(topic.get("kept").asInt()).isEqualTo(2);
        assertThat(topic.get("published").asInt()).isZero();
        JsonNode resumed = json(get("/topics/news/short-polling?after=" + first));
        assertThat(resumed.get("gap").asBoolean()).isFalse();
        assertThat(resumed.get("events")).hasSize(1);
        assertThat(resumed.get("events").get(0).get("data").asText()).isEqualTo("two");
        assertThat(json(publish("three")).get("id").asText()).isEqualTo(second.replace(":2", ":3"));
        assertThat(Files.readString(data.resolve("audit.log"))).contains("\"topic.configure\",\"subject\":\"news\"");
    }

    @Test
    void whatIsLeftOutHasItsDefaultAndATopicCanBeEphemeralAgain() throws Exception {
        assertThat(json(put("news", "{\"durable\":true}")).get("retention").toString())
                .isEqualTo("{\"events\":1000,\"bytes\":8388608}");
        publish("one");
        assertThat(put("news", "{\"durable\":false,\"retention\":{\"events\":5}}")
                        .statusCode())
                .isEqualTo(200);
        stop();
        start();
        JsonNode topic = json(get("/topics")).get(0);
        assertThat(topic.get("kept").asInt()).isZero();
        assertThat(topic.get("retention").get("events").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                | body",
                "{                                                 | body",
                "{\"durable\":true,\"retain\":{}}                  | body",
                "{}                                                | durable",
                "{\"durable\":\"yes\"}                             | durable",
                "{\"durable\":true,\"retention\":5}                | retention",
                "{\"durable\":true,\"retention\":{\"size\":1}}     | retention",
                "{\"durable\":true,\"retention\":{\"events\":0}}   | retention.events",
                "{\"durable\":true,\"retention\":{\"events\":1000001}} | retention.events",
                "{\"durable\":true,\"retention\":{\"events\":1.5}} | retention.events",
                "{\"durable\":true,\"retention\":{\"bytes\":\"1\"}} | retention.bytes",
                "{\"durable\":true,\"retention\":{\"bytes\":67108865}} | retention.bytes",
                "{\"durable\":true,\"retention\":{\"bytes\":99999999999999999999}} | retention.bytes",
                "{\"durable\":true,\"retention\":{\"age\":\"PT0.5S\"}} | retention.age",
                "{\"durable\":true,\"retention\":{\"age\":\"P9999D\"}} | retention.age",
                "{\"durable\":true,\"retention\":{\"age\":\"1d\"}} | retention.age",
                "{\"durable\":true,\"retention\":{\"age\":24}}     | retention.age",
                "{\"durable\":true,\"slowConsumer\":\"drop\"}     | slowConsumer",
                "{\"durable\":true,\"slowConsumer\":null}         | slowConsumer",
                "{\"durable\":true,\"queue\":0}                    | queue",
                "{\"durable\":true,\"queue\":1000001}              | queue",
                "{\"durable\":true,\"queue\":\"5\"}                | queue",
                "{\"durable\":true,\"slowConsumer\":\"conflate\",\"queue\":5} | queue",
                "{\"durable\":true,\"conflateBy\":\"/a\"}          | conflateBy",
                "{\"durable\":true,\"slowConsumer\":\"conflate\",\"conflateBy\":\"a\"} | conflateBy",
                "{\"durable\":true,\"slowConsumer\":\"conflate\",\"conflateBy\":\"/~2\"} | conflateBy",
                "{\"durable\":true,\"slowConsumer\":\"conflate\",\"conflateBy\":1} | conflateBy"
            })
    void whatIsWrongIsNamed(String body, String member) throws Exception {
        HttpResponse<String> refused = put("news", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(json(refused).get("reason").asText()).isEqualTo("invalid-parameter");
        assertThat(json(refused).get("detail").asText()).contains("\"" + member + "\"");
        assertThat(json(get("/topics"))).isEmpty();
    }

    @Test
    void onlyAnAdministratorMayAndOnlyForTopicsThatCanBe() throws Exception {
        HttpRequest withoutToken = HttpRequest.newBuilder(uri("/topics/news"))
                .PUT(BodyPublishers.ofString(DURABLE))
                .build();
        assertThat(http.send(withoutToken, BodyHandlers.ofString()).statusCode())
                .isIn(401, 403);
        assertThat(json(put("a%20b", DURABLE)).get("reason").asText()).isEqualTo("invalid-topic");
    }

    @Test
    void aServerWithoutDataFolderSaysThatItKeepsNothing() throws Exception {
        stop();
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
        HttpResponse<String> refused = put("news", DURABLE);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("reason").asText()).isEqualTo("no-storage");
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldReadingGoesOnAndPublishingComesBack() throws Exception {
        put("news", DURABLE);
        assertThat(publish("x".repeat(100_000)).statusCode()).isEqualTo(201);
        Path folder = data.resolve("topics").resolve("t-news.topic");
        Path away = data.resolve("away");
        Files.move(folder, away);
        Files.writeString(folder, "in the way");
        HttpResponse<String> refused = publish("refused");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).get("reason").asText()).isEqualTo("storage-unavailable");
        assertThat(json(get("/topics/news/short-polling?after=earliest")).get("events"))
                .hasSize(1);
        Files.delete(folder);
        Files.move(away, folder);
        assertThat(publish("back").statusCode()).isEqualTo(201);
        assertThat(json(get("/topics/news/short-polling?after=earliest")).get("events"))
                .hasSize(2);
    }

    private HttpResponse<String> put(String topic, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/topics/" + topic))
                        .header("Authorization", "Bearer " + server.token().reveal())
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> publish(String text) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri("/topics/news/events"))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new JsonMapper().readTree(response.body());
    }
}
