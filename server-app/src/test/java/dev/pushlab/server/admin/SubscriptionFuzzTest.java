package dev.pushlab.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Entries for the Jazzer fuzzer, as in {@link AdminFuzzTest}: the JSON about durable subscriptions. {@code EPOCH} in it
 * stands for the epoch of the server, which is another one each time.
 */
class SubscriptionFuzzTest {
    private static final String ALL = "/topics/news/subscriptions";
    private static final String DESK = ALL + "/desk";
    /** What has a member twice must not have been taken for anything. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @TempDir
    static Path folder;

    private static PushlabServer server;
    private static String epoch;

    private record Answer(int status, String body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withData(folder));
        server.start();
        epoch = String.valueOf(server.hub().epoch());
        Topic news = new Topic("news");
        server.hub()
                .configure(news, new TopicSettings(true, new Retention(100, 1 << 20, Optional.empty())))
                .toCompletableFuture()
                .join();
        server.hub().publish(news, EventDraft.text("x")).toCompletableFuture().join();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The options that an answer tells, sent again, are the same options. */
    @FuzzTest(maxDuration = "5m")
    void options(byte[] bytes) throws IOException {
        byte[] body = withEpoch(bytes);
        Answer first = ask("PUT " + DESK, body);
        try {
            if (first.status != 201) {
                assertThat(first.status).isIn(400, 413);
                assertThat(ask("GET " + ALL, new byte[0]).json()).isEmpty();
                return;
            }
            JsonNode asked = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            if (asked.has("window")) {
                assertThat(first.json().get("window").asInt())
                        .isEqualTo(asked.get("window").asInt());
            }
            ObjectNode options = JSON.createObjectNode();
            for (String name : new String[] {"window", "ackWait", "expiry"}) {
                options.set(name, first.json().get(name));
            }
            Answer again = ask("PUT " + DESK, JSON.writeValueAsBytes(options));
            assertThat(again.status).as(again.body).isEqualTo(200);
            for (String name : new String[] {"window", "ackWait", "expiry", "acknowledged"}) {
                assertThat(again.json().get(name)).isEqualTo(first.json().get(name));
            }
        } finally {
            ask("DELETE " + DESK, new byte[0]);
        }
    }

    /** Acknowledged is what was named, or nothing. */
    @FuzzTest(maxDuration = "5m")
    void acknowledgements(byte[] bytes) throws IOException {
        ask("PUT " + DESK, "{\"after\":\"earliest\"}".getBytes(StandardCharsets.US_ASCII));
        try {
            Answer answer = ask("POST " + DESK + "/ack", withEpoch(bytes));
            String acknowledged = ask("GET " + ALL, new byte[0])
                    .json()
                    .get(0)
                    .get("acknowledged")
                    .asText();
            if (answer.status == 204) {
                assertThat(acknowledged).isIn(epoch + ":0", epoch + ":1");
            } else {
                assertThat(answer.status).isIn(400, 413);
                assertThat(acknowledged).isEqualTo(epoch + ":0");
            }
        } finally {
            ask("DELETE " + DESK, new byte[0]);
        }
    }

    private static byte[] withEpoch(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("EPOCH", epoch)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Answer ask(String request, byte[] body) throws IOException {
        try (RawHttp http = new RawHttp(server.httpAddress())) {
            http.say(request + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length + "\r\n\r\n")
                    .say(body);
            int status = http.status();
            return new Answer(status, status == 204 ? "" : http.body());
        }
    }
}
