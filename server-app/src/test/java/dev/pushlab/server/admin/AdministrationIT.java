package dev.pushlab.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
import java.util.List;
import java.util.Set;
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

/** What administrators do over real sockets, and what the others cannot. */
@Timeout(60)
class AdministrationIT {
    private static final String SOMEBODY = "ab".repeat(32);

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;
    private String admin;

    @BeforeEach
    void start() throws IOException {
        start(ServerOptions.defaults().withData(data));
    }

    private void start(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
        admin = server.token().reveal();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // ---- tokens

    @Test
    void aTokenIsMadeShownOnceAndUsed() throws Exception {
        HttpResponse<String> made = ask(
                "POST",
                "/tokens",
                admin,
                "{\"name\":\"ci\",\"role\":\"publisher\",\"topics\":[\"news\",\"alerts.*\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("cache-control")).contains("no-store");
        String secret = json(made).get("token").asText();
        assertThat(secret).matches("[A-Za-z0-9_-]{22}");

        assertThat(publish("news", secret)).isEqualTo(201);
        assertThat(publish("alerts.fire", secret)).isEqualTo(201);
        assertThat(publish("alerts", secret)).isEqualTo(403);
        assertThat(publish("newsroom", secret)).isEqualTo(403);

        String list = ask("GET", "/tokens", admin, null).body();
        assertThat(list)
                .contains("\"name\":\"console\",\"role\":\"admin\"")
                .contains("\"name\":\"ci\",\"role\":\"publisher\",\"topics\":[\"news\",\"alerts.*\"]")
                .doesNotContain(secret, admin, "sha256");
    }

    @Test
    void aRefusalTellsTheRoleAndTheTopics() throws Exception {
        String secret = make("ci", "\"role\":\"publisher\",\"topics\":[\"news\"]");
        HttpResponse<String> refused = ask("POST", "/topics/stocks/events", secret, "x");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"pushlab\", error=\"insufficient_scope\"");
        JsonNode problem = json(refused);
        assertThat(problem.get("reason").asText()).isEqualTo("forbidden");
        assertThat(problem.get("detail").asText()).contains("publisher", "news");
    }

    @Test
    void aRevokedTokenIsRefusedAtOnce() throws Exception {
        String secret = make("ci", "\"role\":\"publisher\"");
        assertThat(publish("news", secret)).isEqualTo(201);
        assertThat(ask("DELETE", "/tokens/ci", admin, null).statusCode()).isEqualTo(204);
        HttpResponse<String> refused = ask("POST", "/topics/news/events", secret, "x");
        assertThat(refused.statusCode()).as("although this is the same machine").isEqualTo(401);
        assertThat(refused.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"pushlab\", error=\"invalid_token\"");
    }

    @Test
    void aRevokedTokenIsRefusedOnTheConnectionThatItOpened() throws Exception {
        stop();
        start(ServerOptions.defaults().withData(data).withLoopbackExempt(false));
        String secret = make("page", "\"role\":\"publisher\"");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws" + base().substring(4) + "/topics/news/websocket"), new Listening(heard))
                .get(20, TimeUnit.SECONDS);
        assertThat(next(heard)).contains("subscribed");
        socket.sendText("{\"publish\":{\"data\":\"x\"}}", true);
        assertThat(next(heard)).contains("unauthorized");
        socket.sendText("{\"token\":\"" + secret + "\"}", true);
        assertThat(next(heard)).contains("authorized\":true");
        socket.sendText("{\"publish\":{\"data\":\"x\"},\"request\":1}", true);
        assertThat(List.of(next(heard), next(heard))).anyMatch(text -> text.contains("\"published\""));

        assertThat(ask("DELETE", "/tokens/page", admin, null).statusCode()).isEqualTo(204);

        socket.sendText("{\"publish\":{\"data\":\"x\"},\"request\":2}", true);
        assertThat(next(heard)).contains("unauthorized", "\"request\":2");
        socket.abort();
    }

    @Test
    void aRotatedTokenLeavesTheOldOneWorthless() throws Exception {
        String before = make("ci", "\"role\":\"publisher\"");
        String after = json(ask("POST", "/tokens/ci/rotation", admin, null))
                .get("token")
                .asText();
        assertThat(publish("news", before)).isEqualTo(401);
        assertThat(publish("news", after)).isEqualTo(201);
    }

    @Test
    void theConsolesTokenRotatesTooAndTheWindowIsTold() throws Exception {
        HttpResponse<String> rotated = ask("POST", "/tokens/console/rotation", admin, null);
        String fresh = json(rotated).get("token").asText();
        assertThat(server.token().reveal()).isEqualTo(fresh);
        assertThat(ask("GET", "/tokens", admin, null).statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/tokens", fresh, null).statusCode()).isEqualTo(200);
        assertThat(reason(ask("DELETE", "/tokens/console", fresh, null))).isEqualTo("permanent-token");
    }

    @Test
    void tokensOutliveTheServer() throws Exception {
        String secret = make("ci", "\"role\":\"publisher\"");
        stop();
        start();
        assertThat(publish("news", secret)).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /tokens             |",
                "POST   | /tokens             | {\"name\":\"x\",\"role\":\"admin\"}",
                "POST   | /tokens/ci/rotation |",
                "DELETE | /tokens/ci          |",
                "GET    | /peers              |",
                "PUT    | /peers/identified   | {\"role\":\"admin\"}",
                "DELETE | /peers/identified   |",
            })
    void onlyAnAdministratorAdministers(String method, String path, String body) throws Exception {
        String publisher = make("ci", "\"role\":\"publisher\"");
        String viewer = make("guest", "\"role\":\"viewer\"");
        assertThat(ask(method, path, null, body).statusCode())
                .as("being on this machine is not enough")
                .isEqualTo(401);
        assertThat(ask(method, path, "guessed-wrong", body).statusCode()).isEqualTo(401);
        assertThat(ask(method, path, viewer, body).statusCode()).isEqualTo(403);
        assertThat(ask(method, path, publisher, body).statusCode()).isEqualTo(403);
        assertThat(publish("news", publisher)).as("nothing has changed").isEqualTo(201);
        assertThat(server.tokens().list()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\":\"viewer\"}                                   | invalid-parameter",
                "{\"name\":\"a b\",\"role\":\"viewer\"}                  | invalid-parameter",
                "{\"name\":\"a\"}                                        | invalid-parameter",
                "{\"name\":\"a\",\"role\":\"root\"}                      | invalid-parameter",
                "{\"name\":\"a\",\"role\":\"publisher\",\"topic\":\"x\"} | invalid-parameter",
                "{\"name\":\"a\",\"role\":\"publisher\",\"topics\":[]}   | invalid-parameter",
                "{\"name\":\"a\",\"role\":\"viewer\",\"topics\":[\"x\"]} | invalid-parameter",
                "[]                                                      | invalid-parameter",
                "{                                                       | invalid-parameter",
                "{\"name\":\"console\",\"role\":\"viewer\"}              | token-exists",
            })
    void whatMakesNoSenseGivesNoRights(String body, String reason) throws Exception {
        assertThat(reason(ask("POST", "/tokens", admin, body))).isEqualTo(reason);
        assertThat(server.tokens().list()).hasSize(1);
    }

    @Test
    void unknownNamesAreTold() throws Exception {
        assertThat(reason(ask("DELETE", "/tokens/nobody", admin, null))).isEqualTo("unknown-token");
        assertThat(reason(ask("POST", "/tokens/nobody/rotation", admin, null))).isEqualTo("unknown-token");
        assertThat(reason(ask("DELETE", "/peers/" + SOMEBODY, admin, null))).isEqualTo("unknown-peer");
        assertThat(reason(ask("PUT", "/peers/somebody", admin, "{\"role\":\"viewer\"}")))
                .isEqualTo("invalid-parameter");
    }

    // ---- peers

    @Test
    void peersAreGivenRights() throws Exception {
        String path = "/peers/" + SOMEBODY;
        assertThat(ask("PUT", path, admin, "{\"role\":\"viewer\"}").statusCode())
                .isEqualTo(204);
        assertThat(ask("GET", "/peers", admin, null).body())
                .isEqualTo("[{\"peer\":\"" + SOMEBODY + "\",\"role\":\"viewer\"}]");
        assertThat(ask("DELETE", path, admin, null).statusCode()).isEqualTo(204);
        assertThat(ask("GET", "/peers", admin, null).body()).isEqualTo("[]");
    }

    // ---- audit

    @Test
    void whatAdministratorsDoIsKeptAndNoSecretIs() throws Exception {
        String secret = make("boss", "\"role\":\"admin\"");
        ask("POST", "/tokens", secret, "{\"name\":\"console\",\"role\":\"viewer\"}");
        ask("PUT", "/peers/" + SOMEBODY, secret, "{\"role\":\"viewer\"}");
        ask("POST", "/tokens/boss/rotation", secret, null);
        ask("DELETE", "/tokens/boss", admin, null);
        server.keys().rotate().get(20, TimeUnit.SECONDS);
        stop();
        String log = Files.readString(data.resolve("audit.log"));
        assertThat(log.lines().map(AdministrationIT::withoutTime))
                .containsExactly(
                        entry("console", "127.0.0.1", "token.create", "boss", "done"),
                        entry("boss", "127.0.0.1", "token.create", "console", "refused"),
                        entry("boss", "127.0.0.1", "peer.set", SOMEBODY, "done"),
                        entry("boss", "127.0.0.1", "token.rotate", "boss", "done"),
                        entry("console", "127.0.0.1", "token.revoke", "boss", "done"),
                        entry("console", "local", "key.rotate", "default", "done"));
        assertThat(log).doesNotContain(secret, admin);
    }

    private static String entry(String who, String from, String action, String subject, String outcome) {
        return "\"who\":\"%s\",\"from\":\"%s\",\"action\":\"%s\",\"subject\":\"%s\",\"outcome\":\"%s\"}"
                .formatted(who, from, action, subject, outcome);
    }

    private static String withoutTime(String line) {
        return line.substring(line.indexOf("\"who\""));
    }

    // ---- health, names, headers

    @Test
    void isHealthyForEverybody() throws Exception {
        publish("news", admin);
        HttpResponse<String> health = ask("GET", "/health", null, null);
        assertThat(health.statusCode()).isEqualTo(200);
        JsonNode body = json(health);
        assertThat(body.get("status").asText()).isEqualTo("ok");
        assertThat(body.get("uptime").asLong()).isBetween(0L, 600L);
        assertThat(body.get("epoch").asLong()).isEqualTo(server.hub().epoch());
        assertThat(body.get("connections").asInt()).isPositive();
        assertThat(body.get("topics").asInt()).isEqualTo(1);
        assertThat(body.get("checks").toString())
                .isEqualTo("{\"hub\":\"ok\",\"storage\":\"ok\",\"loops\":\"ok\",\"connections\":\"ok\"}");
        assertThat(body.size()).isEqualTo(6);
    }

    /** Bound beyond loopback: what a page whose name was made to point here would send. */
    @Test
    void aNameMadeToPointHereIsNotAnsweredAnywhere() throws Exception {
        stop();
        start(ServerOptions.defaults()
                .withBind(InetAddress.getByName("0.0.0.0"))
                .withHosts(Set.of("lab.example")));
        assertThat(statusOf("GET /health HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n"))
                .isEqualTo(421);
        assertThat(statusOf("GET /topics/news/sse HTTP/1.1\r\nHost: lab.example.evil.example\r\n\r\n"))
                .isEqualTo(421);
        for (String host : List.of("LAB.example", "lab.example:8080", "localhost", "192.0.2.7:1", "[2001:db8::1]:1")) {
            assertThat(statusOf("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .isEqualTo(200);
        }
    }

    @Test
    void twoTokensAreNone() throws Exception {
        String head = "GET /tokens HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        String bearer = "Authorization: Bearer ";
        assertThat(statusOf(head + bearer + admin + "\r\n\r\n")).isEqualTo(200);
        assertThat(statusOf(head + bearer + "wrong\r\n" + bearer + admin + "\r\n\r\n"))
                .isEqualTo(400);
        assertThat(statusOf(head + bearer + admin + "\r\n" + bearer + "wrong\r\n\r\n"))
                .isEqualTo(400);
        assertThat(statusOf(head + bearer + "x".repeat(5_000) + "\r\n\r\n")).isEqualTo(401);
        assertThat(statusOf(head + bearer + "wrong, Bearer " + admin + "\r\n\r\n"))
                .isEqualTo(401);
        assertThat(statusOf("GET /tokens?access_token=" + admin
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .as("tokens do not belong into addresses")
                .isEqualTo(401);
    }

    // ---- asking

    private String base() {
        return "http://127.0.0.1:" + server.httpAddress().getPort();
    }

    private HttpResponse<String> ask(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .version(HttpClient.Version.HTTP_1_1);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int publish(String topic, String token) throws Exception {
        return ask("POST", "/topics/" + topic + "/events", token, "x").statusCode();
    }

    private String make(String name, String rights) throws Exception {
        return json(ask("POST", "/tokens", admin, "{\"name\":\"" + name + "\"," + rights + "}"))
                .get("token")
                .asText();
    }

    private int statusOf(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.httpAddress().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.substring(9));
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new JsonMapper().readTree(response.body());
    }

    private static String reason(HttpResponse<String> response) throws IOException {
        return json(response).get("reason").asText();
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        String text = heard.poll(20, TimeUnit.SECONDS);
        assertThat(text).as("a message").isNotNull();
        return text;
    }

    /** Short messages only, which arrive whole. */
    private record Listening(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }
    }
}
