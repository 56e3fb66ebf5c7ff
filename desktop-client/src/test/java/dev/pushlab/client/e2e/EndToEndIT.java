package dev.pushlab.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as processes, the way a script on two machines uses them. */
class EndToEndIT {
    private static final List<String> HERE = List.of();
    private static final String TOKEN = "end-to-end-test-token";

    @TempDir
    Path directory;

    private Program server;
    private JsonNode ready;

    @BeforeEach
    void startServer() throws IOException {
        server = Program.server(
                HERE,
                directory.resolve("server"),
                "--http-port",
                "0",
                "--tcp-port",
                "0",
                "--ticker",
                "stocks:50",
                "--token",
                TOKEN);
        ready = server.await("ready", line -> line.path("ready").asBoolean());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void the_first_line_says_where_the_server_is() {
        assertThat(server.lines().get(0)).isEqualTo(ready);
        assertThat(ready.path("http").asInt()).isBetween(1, 65535);
        assertThat(ready.path("tcp").asInt()).isBetween(1, 65535);
        assertThat(ready.path("pid").asLong()).isEqualTo(server.pid());
        assertThat(ready.path("fingerprint").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void events_arrive_over_the_binary_protocol_without_gap_or_repetition() throws Exception {
        try (Program client = client("a", "subscribe", "stocks", "--count", "100")) {
            assertThat(client.exitCode()).as(client.toString()).isZero();
            JsonNode connected = client.await("connected");
            assertThat(connected.path("fingerprint").asText())
                    .isEqualTo(ready.path("fingerprint").asText());
            assertThat(connected.path("suite").asText()).contains("XX");
            List<Long> offsets = offsets(client);
            assertThat(offsets).hasSize(100);
            assertConsecutive(offsets);
        }
    }

    @Test
    void a_client_resumes_where_another_run_of_it_ended() throws Exception {
        String last;
        try (Program first = client("a", "subscribe", "stocks", "--count", "20")) {
            assertThat(first.exitCode()).isZero();
            last = first.lines("event").get(19).path("id").asText();
        }
        try (Program second = client("a", "subscribe", "stocks", "--after", last, "--count", "20")) {
            assertThat(second.exitCode()).isZero();
            assertThat(second.lines("event").get(0).path("id").asText()).isEqualTo(next(last));
            assertConsecutive(offsets(second));
            assertThat(second.lines("gap")).isEmpty();
        }
    }

    @Test
    void a_durable_subscription_loses_nothing_over_runs_that_are_killed() throws Exception {
        put("/topics/orders", "{\"durable\":true}");
        TreeSet<Long> seen = new TreeSet<>();
        long published = 0;
        for (int run = 0; run < 3; run++) {
            try (Program client = client("a", "subscribe", "orders", "--durable", "desk", "--after", "earliest")) {
                client.await("connected");
                int fresh = 0;
                while (fresh < 5) {
                    published = publish("orders");
                    fresh++;
                }
                long newest = published;
                client.await("event " + newest, line -> line.path("id").asText().endsWith(":" + newest));
                if (run == 1) {
                    // Killed, with or without having told how far it was.
                    client.kill();
                } else {
                    assertThat(client.terminate()).isIn(0, 143);
                }
                seen.addAll(offsets(client));
            }
            // While nobody listens.
            published = publish("orders");
        }
        try (Program last = client("a", "subscribe", "orders", "--durable", "desk", "--count", "1")) {
            assertThat(last.exitCode()).isZero();
            seen.addAll(offsets(last));
            assertThat(last.lines("gap")).isEmpty();
        }
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, published).boxed().toList());

        try (Program forget = client("a", "forget", "orders", "desk")) {
            assertThat(forget.exitCode()).as(forget.toString()).isZero();
            assertThat(forget.await("forgotten").path("name").asText()).isEqualTo("desk");
        }
        try (Program again = client("a", "forget", "orders", "desk")) {
            assertThat(again.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void what_one_client_publishes_another_one_and_a_browser_receive() throws Exception {
        try (Program subscriber = client("a", "subscribe", "chat", "--count", "1")) {
            subscriber.await("connected");
            try (Program publisher = client("b", "publish", "chat", "你好, everyone", "--type", "greeting")) {
                assertThat(publisher.exitCode()).as(publisher.toString()).isZero();
                String id = publisher.await("published").path("id").asText();
                // The subscription may have come after the event: then there is nothing to receive but by history.
                JsonNode overHttp = get("/topics/chat/short-polling?after=earliest");
                assertThat(overHttp.path("events")).hasSize(1);
                assertThat(overHttp.path("events").get(0).path("id").asText()).isEqualTo(id);
                assertThat(overHttp.path("events").get(0).path("data").asText()).isEqualTo("你好, everyone");
                assertThat(overHttp.path("events").get(0).path("type").asText()).isEqualTo("greeting");
            }
        }
        try (Program late = client("c", "subscribe", "chat", "--after", "earliest", "--count", "1")) {
            assertThat(late.exitCode()).isZero();
            assertThat(late.await("event").path("data").asText()).isEqualTo("你好, everyone");
        }
    }

    @Test
    void publishing_again_under_a_key_gives_no_second_event() throws Exception {
        String[] ids = new String[2];
        for (int i = 0; i < ids.length; i++) {
            try (Program publisher = client("b", "publish", "keyed", "once", "--key", "order 4711")) {
                assertThat(publisher.exitCode()).as(publisher.toString()).isZero();
                ids[i] = publisher.await("published").path("id").asText();
            }
        }
        assertThat(ids[1]).isEqualTo(ids[0]);
        assertThat(get("/topics/keyed/short-polling?after=earliest").path("events"))
                .hasSize(1);
    }

    @Test
    void in_reverse_mode_the_server_calls_back_pushes_a_key_and_the_events_go_on() {
        try (Program client = client("a", "--reverse", "subscribe", "stocks")) {
            client.await("registered");
            client.await("called");
            JsonNode key = client.await("key");
            assertThat(key.path("epoch").asLong()).isPositive();
            assertThat(key.path("keyFingerprint").asText()).matches("[0-9a-f]{32}");
            int before = client.lines("event").size();
            client.await("event", before + 50);
            assertConsecutive(offsets(client));
            assertThat(client.lines("event").get(before + 49).path("direction").asText())
                    .isEqualToIgnoringCase("reverse");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_listener_without_a_server_is_dialled_by_address_and_fingerprint() throws Exception {
        try (Program listener =
                Program.client(HERE, directory.resolve("listener"), "--reverse", "subscribe", "stocks")) {
            JsonNode listening = listener.await("listening");
            String target = listening.path("address").asText() + ":"
                    + listening.path("port").asInt() + "="
                    + listening.path("fingerprint").asText();
            try (Program dialler = Program.server(
                    HERE,
                    directory.resolve("dialler"),
                    "--http-port",
                    "0",
                    "--tcp-port",
                    "0",
                    "--ticker",
                    "stocks:50",
                    "--dial",
                    target)) {
                listener.await("called");
                listener.await("key");
                listener.await("event", 20);
                assertConsecutive(offsets(listener));
                assertThat(dialler.terminate()).isIn(0, 143);
            }
        }
    }

    @Test
    void a_wrong_pin_is_refused_and_named() throws Exception {
        try (Program client = client("a", "--pin", "00".repeat(32), "subscribe", "stocks")) {
            assertThat(client.exitCode()).isNotZero();
            assertThat(client.lines("event")).isEmpty();
            assertThat(client.lines().toString() + client.diagnostics()).contains("IDENTITY_CHANGED");
        }
    }

    @Test
    void a_server_asked_to_end_tells_its_clients_and_exits_cleanly() throws Exception {
        try (Program client = client("a", "subscribe", "stocks")) {
            client.await("event", 5);
            assertThat(server.terminate()).isIn(0, 143);
            assertThat(client.await("disconnected").path("reason").asText()).isEqualTo("SHUTTING_DOWN");
        }
    }

    private Program client(String name, String... arguments) throws IOException {
        String[] all = new String[arguments.length + 2];
        all[0] = "--connect";
        all[1] = "127.0.0.1:" + ready.path("tcp").asInt();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Program.client(HERE, directory.resolve("client-" + name), all);
    }

    private void put(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(http(path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .timeout(Program.PATIENCE)
                                .PUT(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** @return the offset of the new event */
    private long publish(String topic) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(http("/topics/" + topic + "/events"))
                                .timeout(Program.PATIENCE)
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return Long.parseLong(
                new ObjectMapper().readTree(response.body()).path("id").asText().split(":")[1]);
    }

    private URI http(String path) {
        return URI.create("http://127.0.0.1:" + ready.path("http").asInt() + path);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(http(path))
                                .timeout(Program.PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    private static List<Long> offsets(Program client) {
        return client.lines("event").stream()
                .map(event -> Long.parseLong(event.path("id").asText().split(":")[1]))
                .toList();
    }

    private static void assertConsecutive(List<Long> offsets) {
        assertThat(offsets).isNotEmpty();
        long first = offsets.get(0);
        assertThat(offsets)
                .isEqualTo(IntStream.range(0, offsets.size())
                        .mapToObj(i -> first + i)
                        .toList());
    }

    private static String next(String id) {
        String[] parts = id.split(":");
        return parts[0] + ":" + (Long.parseLong(parts[1]) + 1);
    }
}
