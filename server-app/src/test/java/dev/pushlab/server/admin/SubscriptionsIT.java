package dev.pushlab.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durable subscriptions over real sockets, in every protocol that has them. */
@Timeout(90)
class SubscriptionsIT {
    private static final Topic NEWS = new Topic("news");
    private static final String ONE = "/topics/news/subscriptions/desk";

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestClient client = new TestClient("alice");
    private PushlabServer server;

    @BeforeEach
    void start() throws Exception {
        server = new PushlabServer(ServerOptions.defaults().withData(data));
        server.start();
        assertThat(send(
                                "PUT",
                                "/topics/news",
                                "{\"durable\":true}",
                                server.token().reveal())
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    // ---- administration -----------------------------------------------------------------------------------------

    @Test
    void areMadeListedChangedAndDeletedByTheirOwner() throws Exception {
        HttpResponse<String> made =
                send("PUT", ONE, "{\"window\":5,\"ackWait\":\"PT2S\",\"after\":\"earliest\"}", null);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode listed = json(send("GET", "/topics/news/subscriptions", null, null));
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0)).isEqualTo(json(made));
        assertThat(listed.get(0).get("owner").asText()).isEqualTo("local");
        assertThat(listed.get(0).get("window").asInt()).isEqualTo(5);
        assertThat(listed.get(0).get("ackWait").asText()).isEqualTo("PT2S");
        assertThat(listed.get(0).get("expiry").asText()).isEqualTo("PT168H");

        assertThat(send("PUT", ONE, "", null).statusCode()).isEqualTo(200);
        assertThat(json(send("GET", "/topics/news/subscriptions", null, null))
                        .get(0)
                        .get("window")
                        .asInt())
                .isEqualTo(1_000);

        assertThat(send("DELETE", ONE, null, null).statusCode()).isEqualTo(204);
        assertThat(send("DELETE", ONE, null, null).statusCode()).isEqualTo(404);
        assertThat(json(send("GET", "/topics/news/subscriptions", null, null))).isEmpty();
    }

    @Test
    void belongToWhoeverMadeThemAndAnAdministratorSeesAndDeletesAll() throws Exception {
        String bot = json(send("POST", "/tokens", "{\"name\":\"bot\",\"role\":\"viewer\"}", admin()))
                .get("token")
                .asText();
        assertThat(send("PUT", ONE, "", bot).statusCode()).isEqualTo(201);
        assertThat(send("PUT", ONE, "", null).statusCode())
                .as("another one of the same name")
                .isEqualTo(201);
        assertThat(json(send("GET", "/topics/news/subscriptions", null, bot))).hasSize(1);
        assertThat(json(send("GET", "/topics/news/subscriptions", null, admin())))
                .hasSize(2);
        assertThat(send("DELETE", ONE + "?owner=token:bot", null, bot).statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", ONE + "?owner=token:bot", null, admin()).statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", ONE + "?owner=token:bot", null, admin()).statusCode())
                .isEqualTo(404);
        assertThat(json(send("GET", "/topics/news/subscriptions", null, bot))).isEmpty();
        await().untilAsserted(() -> assertThat(Files.readString(data.resolve("audit.log")))
                .contains("\"subscription.delete\",\"subject\":\"news token:bot/desk\",\"outcome\":\"done\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"window\":0}            | 400 | invalid-parameter | window",
                "{\"window\":10001}        | 400 | invalid-parameter | window",
                "{\"window\":\"5\"}        | 400 | invalid-parameter | window",
                "{\"ackWait\":\"PT0.5S\"}  | 400 | invalid-parameter | ackWait",
                "{\"ackWait\":5}           | 400 | invalid-parameter | ackWait",
                "{\"expiry\":\"PT1S\"}     | 400 | invalid-parameter | expiry",
                "{\"after\":5}             | 400 | invalid-parameter | after",
                "{\"after\":\"5\"}         | 400 | invalid-id        | ",
                "{\"size\":5}              | 400 | invalid-parameter | body"
            })
    void whatIsWrongIsNamed(String body, int status, String reason, String member) throws Exception {
        HttpResponse<String> refused = send("PUT", ONE, body, null);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(json(refused).get("reason").asText()).isEqualTo(reason);
        assertThat(json(refused).get("detail").asText()).contains(member == null ? "" : "\"" + member + "\"");
        assertThat(json(send("GET", "/topics/news/subscriptions", null, null))).isEmpty();
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        publish("brief", "x");
        assertThat(json(send("PUT", "/topics/brief/subscriptions/desk", "", null))
                        .get("reason")
                        .asText())
                .isEqualTo("not-durable");
        assertThat(json(send("GET", "/topics/news/sse?subscription=none", null, null))
                        .get("reason")
                        .asText())
                .isEqualTo("unknown-subscription");
        send("PUT", ONE, "", null);
        assertThat(json(send("PUT", "/topics/news", "{\"durable\":false}", admin()))
                        .get("reason")
                        .asText())
                .isEqualTo("topic-in-use");
        assertThat(json(send("POST", ONE + "/ack", "{\"id\":\"1:1\"}", null))
                        .get("reason")
                        .asText())
                .isEqualTo("invalid-id");
        assertThat(send("PUT", ONE, "", "wrong").statusCode()).isEqualTo(401);
    }

    // ---- event streams ------------------------------------------------------------------------------------------

    @Test
    void anEventStreamGoesOnBehindWhatWasAcknowledgedAlsoAfterARestart() throws Exception {
        send("PUT", ONE, "{\"after\":\"earliest\"}", null);
        List<String> ids = publish(5);
        try (Stream stream = new Stream("/topics/news/sse?subscription=desk", null)) {
            assertThat(stream.events(5)).isEqualTo(List.of("1", "2", "3", "4", "5"));
        }
        assertThat(send("POST", ONE + "/ack", "{\"id\":\"" + ids.get(1) + "\"}", null)
                        .statusCode())
                .isEqualTo(204);
        try (Stream stream = new Stream("/topics/news/sse?subscription=desk", null)) {
            assertThat(stream.events(3)).isEqualTo(List.of("3", "4", "5"));
        }
        server.close();
        start();
        // A browser that reconnects has everything up to the last id.
        try (Stream stream = new Stream("/topics/news/sse?subscription=desk", ids.get(3))) {
            assertThat(stream.events(1)).isEqualTo(List.of("5"));
        }
        assertThat(json(send("GET", "/topics/news/subscriptions", null, null))
                        .get(0)
                        .get("acknowledged")
                        .asText())
                .isEqualTo(ids.get(3));
    }

    @Test
    void aSecondStreamTakesOver() throws Exception {
        send("PUT", ONE, "", null);
        try (Stream first = new Stream("/topics/news/sse?subscription=desk", null);
                Stream second = new Stream("/topics/news/sse?subscription=desk", null)) {
            assertThat(first.rest()).contains(": taken-over");
            publish(1);
            assertThat(second.events(1)).isEqualTo(List.of("1"));
        }
    }

    // ---- WebSocket ----------------------------------------------------------------------------------------------

    @Test
    void aWebSocketAcknowledgesAndIsGivenNoMoreThanItsWindow() throws Exception {
        send("PUT", ONE, "{\"after\":\"earliest\",\"window\":2}", null);
        List<String> ids = publish(4);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = socket(heard);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("subscribed");
        assertThat(next(heard)).isEqualTo(ids.get(0));
        assertThat(next(heard)).isEqualTo(ids.get(1));
        socket.sendText("{\"ack\":\"" + ids.get(2) + "\",\"request\":7}", true).get(20, TimeUnit.SECONDS);
        assertThat(heard.poll(20, TimeUnit.SECONDS))
                .as("the third has not been delivered, and nothing came before this answer")
                .contains("\"reason\":\"invalid-id\"")
                .endsWith(",\"request\":7}");
        socket.sendText("{\"ack\":\"" + ids.get(0) + "\"}", true).get(20, TimeUnit.SECONDS);
        assertThat(next(heard)).isEqualTo(ids.get(2));
        socket.abort();
        await().until(() -> !json(send("GET", "/topics/news/subscriptions", null, null))
                .get(0)
                .get("delivering")
                .asBoolean());
        heard.clear();
        WebSocket again = socket(heard);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("\"start\":\"" + ids.get(0) + "\"");
        assertThat(next(heard)).isEqualTo(ids.get(1));
        again.abort();
    }

    // ---- binary protocol ----------------------------------------------------------------------------------------

    @Test
    void anIdentityFindsItsPlaceAgain() throws Exception {
        Recorder first = client.connect(server.tcpAddress());
        Session session = first.session();
        session.send(new Message.SubscribeDurable(NEWS, "desk", Position.EARLIEST));
        assertThat(first.nextOf(Message.Subscribed.class).start().offset()).isZero();
        List<String> ids = publish(3);
        EventId second = EventId.parse(ids.get(1));
        for (String id : ids) {
            assertThat(first.next(Message.EventMessage.class).event().id()).hasToString(id);
        }
        session.send(new Message.Ack(NEWS, second));
        Recorder taker = client.connect(server.tcpAddress());
        taker.session().send(new Message.SubscribeDurable(NEWS, "desk", Position.NOW));
        assertThat(first.next(Message.Ended.class)).isEqualTo(new Message.Ended(NEWS, ReasonCode.TAKEN_OVER));
        Message.Subscribed subscribed = taker.nextOf(Message.Subscribed.class);
        assertThat(subscribed.recovered()).isTrue();
        EventId start = subscribed.start();
        assertThat(List.of(second, new EventId(second.epoch(), 0)))
                .as("the ACK may still have been under way")
                .contains(start);
        assertThat(taker.next(Message.EventMessage.class).event().id()).isEqualTo(start.next());

        taker.session().send(new Message.Forget(NEWS, "other"));
        assertThat(taker.nextOf(Message.Ended.class)).isEqualTo(new Message.Ended(NEWS, ReasonCode.NOT_SUBSCRIBED));
        taker.session().send(new Message.Forget(NEWS, "desk"));
        assertThat(taker.nextOf(Message.Ended.class))
                .isEqualTo(new Message.Ended(NEWS, ReasonCode.SUBSCRIPTION_DELETED));
        assertThat(json(send("GET", "/topics/news/subscriptions", null, admin())))
                .isEmpty();
    }

    @Test
    void aTopicThatIsNotDurableIsNamedAndTheSessionGoesOn() throws Exception {
        Recorder recorder = client.connect(server.tcpAddress());
        Topic brief = new Topic("brief");
        recorder.session().send(new Message.SubscribeDurable(brief, "desk", Position.NOW));
        assertThat(recorder.next(Message.Ended.class)).isEqualTo(new Message.Ended(brief, ReasonCode.NOT_DURABLE));
        recorder.session().send(new Message.Subscribe(brief, Position.NOW));
        assertThat(recorder.next(Message.Subscribed.class).topic()).isEqualTo(brief);
    }

    // ---- helpers ------------------------------------------------------------------------------------------------

    private String admin() {
        return server.token().reveal();
    }

    private HttpResponse<String> send(String method, String path, String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private List<String> publish(int events) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= events; i++) {
            ids.add(publish("news", Integer.toString(i)));
        }
        return ids;
    }

    private String publish(String topic, String text) throws Exception {
        return json(http.send(
                        HttpRequest.newBuilder(uri("/topics/" + topic + "/events"))
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(text))
                                .build(),
                        BodyHandlers.ofString()))
                .get("id")
                .asText();
    }

    private WebSocket socket(BlockingQueue<String> heard) throws Exception {
        return http.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.httpAddress().getPort()
                                + "/topics/news/websocket?subscription=desk"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                                heard.add(text.toString());
                                socket.request(1);
                                return null;
                            }
                        })
                .get(20, TimeUnit.SECONDS);
    }

    private static String next(BlockingQueue<String> heard) throws Exception {
        return new JsonMapper()
                .readTree(heard.poll(20, TimeUnit.SECONDS))
                .path("id")
                .asText();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new JsonMapper().readTree(response.body());
    }

    /** An event stream that is read as it comes. */
    private final class Stream implements AutoCloseable {
        private final InputStream in;
        private final BufferedReader reader;

        Stream(String path, String lastEventId) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            if (lastEventId != null) {
                request.header("Last-Event-ID", lastEventId);
            }
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            in = response.body();
            reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        }

        /** The data of the next events. */
        List<String> events(int count) throws IOException {
            List<String> data = new ArrayList<>();
            while (data.size() < count) {
                String line = reader.readLine();
                assertThat(line).as("a stream that goes on").isNotNull();
                if (line.startsWith("data: ")) {
                    data.add(line.substring("data: ".length()));
                }
            }
            return data;
        }

        /** Everything up to its end. */
        String rest() throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                text.append(line).append('\n');
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
