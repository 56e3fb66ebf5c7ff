package dev.pushlab.server.technique.websocket.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HijackDemonstrationIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FOREIGN = "http://evil.example";

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pushesMadeUpDataToTheVisitorsOwnPage() throws Exception {
        String cookie = visit("lax");
        JsonNode diary = JSON.readTree(read(cookie, own()));
        assertThat(diary.get("owner").asText()).isNotBlank();
        assertThat(diary.get("note").asText()).isEqualTo("made up");
        assertThat(JSON.readTree(read(cookie, own()))).isEqualTo(diary);
        assertThat(read(visit("lax"), own())).isNotEqualTo(diary.toString());
    }

    @Test
    void refusesForeignPagesUntilAnAdministratorLetsThem() throws Exception {
        String cookie = visit("none");
        assertRefused(cookie, FOREIGN, 403);
        assertThat(state().get("offFor").asInt()).isZero();

        assertThat(put("{\"on\":false}", "").statusCode()).isEqualTo(401);
        assertThat(put("{\"on\":false}", "wrong").statusCode()).isEqualTo(401);
        assertRefused(cookie, FOREIGN, 403);

        assertThat(put("{\"on\":false}", server.token().reveal()).statusCode()).isEqualTo(200);
        assertThat(state().get("offFor").asInt()).isBetween(1, 600);
        assertThat(read(cookie, FOREIGN)).isEqualTo(read(cookie, own()));
        assertRefused("", FOREIGN, 401);
        assertThat(topic(FOREIGN)).as("the real address looks at it always").isEqualTo(403);

        assertThat(put("{\"on\":true}", server.token().reveal()).statusCode()).isEqualTo(200);
        assertRefused(cookie, FOREIGN, 403);
        assertThat(state().get("attempts").get(0).get("origin").asText()).isEqualTo(FOREIGN);
        assertThat(state().get("attempts").get(0).get("status").asInt()).isEqualTo(403);
        assertThat(state().get("attempts").get(0).get("cookie").asBoolean()).isTrue();
    }

    @Test
    void isSetByWellFormedRequestsOnly() throws Exception {
        for (String body : new String[] {"", "{}", "{\"on\":0}", "{\"on\":\"false\"}", "[]", "{\"on\":false"}) {
            assertThat(put(body, server.token().reveal()).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(state().get("offFor").asInt()).isZero();
        assertThat(post("/broken/websocket/visit?samesite=strict", "").statusCode())
                .isEqualTo(400);
    }

    /** A cookie that nobody has been given is nobody's. */
    @ParameterizedTest
    @ValueSource(strings = {"", "pushlab-teaching=", "pushlab-teaching=x", "pushlab-teaching=<script>"})
    void knowsNobodyByAWrongCookie(String cookie) {
        assertRefused(cookie, own(), 401);
    }

    @Test
    void givesCookiesAndTellsOfAttemptsToItsOwnPagesOnly() throws Exception {
        assertThat(post("/broken/websocket/visit", FOREIGN).statusCode()).isEqualTo(403);
        HttpRequest foreign = HttpRequest.newBuilder(uri("http", "/broken/websocket/state"))
                .header("Origin", FOREIGN)
                .build();
        assertThat(http.send(foreign, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void keepsTheLastAttemptsOnlyAndNotTheirLength() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertRefused("", "http://" + "x".repeat(200) + i, 403);
        }
        assertThat(state().get("attempts")).hasSize(Attempts.KEPT);
        assertThat(state().get("attempts").get(0).get("origin").asText()).hasSize(100);
    }

    private String own() {
        return "http://127.0.0.1:" + server.httpAddress().getPort();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.httpAddress().getPort() + path);
    }

    /** The cookie that the visitor is given. */
    private String visit(String sameSite) throws Exception {
        HttpResponse<String> response = post("/broken/websocket/visit?samesite=" + sameSite, own());
        assertThat(response.statusCode()).isEqualTo(204);
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HTTPOnly", "Path=/broken/websocket", "Max-Age=600");
        assertThat(cookie).contains(sameSite.equals("none") ? "SameSite=None" : "SameSite=Lax");
        assertThat(cookie.contains("Secure")).isEqualTo(sameSite.equals("none"));
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpResponse<String> post(String path, String origin) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("http", path)).POST(HttpRequest.BodyPublishers.noBody());
        if (!origin.isEmpty()) {
            request.header("Origin", origin);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("http", "/broken/websocket/check"))
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode state() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri("http", "/broken/websocket/state")).build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The first message that a page of an origin is pushed. */
    private String read(String cookie, String origin) throws Exception {
        CompletableFuture<String> message = new CompletableFuture<>();
        connect("/broken/websocket/diary", cookie, origin, message).join();
        return message.get(20, TimeUnit.SECONDS);
    }

    private void assertRefused(String cookie, String origin, int status) {
        assertThatThrownBy(() -> connect("/broken/websocket/diary", cookie, origin, new CompletableFuture<>())
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(status));
    }

    /** What the address of a topic answers to a page of an origin. */
    private int topic(String origin) {
        try {
            connect("/topics/news/websocket", "", origin, new CompletableFuture<>())
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    private CompletableFuture<WebSocket> connect(
            String path, String cookie, String origin, CompletableFuture<String> message) {
        WebSocket.Builder builder = http.newWebSocketBuilder().header("Origin", origin);
        if (!cookie.isEmpty()) {
            builder.header("Cookie", cookie);
        }
        return builder.buildAsync(uri("ws", path), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                message.complete(data.toString());
                return null;
            }
        });
    }
}
