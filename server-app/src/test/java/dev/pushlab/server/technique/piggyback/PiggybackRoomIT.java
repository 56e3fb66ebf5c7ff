package dev.pushlab.server.technique.piggyback;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real connections. */
@Timeout(60)
class PiggybackRoomIT {
    private static final Topic TOPIC = new Topic("news");

    private final HttpClient http = HttpClient.newHttpClient();
    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults().withHistory(new HubOptions(10, 2_000, 4 << 20)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoGoesOnOrderingMissesNothingAndGetsNothingTwice() throws Exception {
        String last = get("").at("/news/last").asText();
        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1_000; i++) {
                server.hub().publish(TOPIC, EventDraft.text("event"));
                LockSupport.parkNanos(100_000);
            }
        });
        List<Long> seen = new ArrayList<>();
        int orders = 0;
        while (seen.size() < 1_000) {
            JsonNode answer = order("?limit=40&after=" + last, "tea", orders % 2 == 0 ? 1 : -1);
            orders++;
            assertThat(answer.at("/answer/actions").asInt()).isEqualTo(orders);
            answer.at("/news/events")
                    .forEach(event -> seen.add(offset(event.get("id").asText())));
            last = answer.at("/news/last").asText();
        }
        publisher.join();

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(server.connections().count()).isOne();
    }

    /** One who orders sees what another one at the table has ordered, with the next order of his own. */
    @Test
    void aTableIsSharedByAllOfATopic() throws Exception {
        order("", "coffee", 1);
        assertThat(order("", "cake", 1).get("answer").toString())
                .isEqualTo("{\"coffee\":1,\"tea\":0,\"cake\":1,\"actions\":2}");
        assertThat(get("").at("/answer/coffee").asInt()).isOne();
    }

    @Test
    void tellsOfLostHistory() throws Exception {
        for (int i = 0; i < 2_005; i++) {
            server.hub().publish(TOPIC, EventDraft.text("x"));
        }
        JsonNode news =
                order("?limit=1&after=" + server.hub().epoch() + ":2", "tea", 1).get("news");
        assertThat(news.get("gap").asBoolean()).isTrue();
        assertThat(offset(news.at("/events/0/id").asText())).isEqualTo(6);
    }

    /** Only here is there something to do: to others nobody can post. */
    @Test
    void noOtherTechniqueTakesActions() throws Exception {
        HttpResponse<String> response = send(request("/topics/news/short-polling")
                .POST(HttpRequest.BodyPublishers.ofString("{\"item\":\"tea\"}"))
                .build());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET");
        HttpResponse<String> foreign = send(request("/topics/news/piggyback")
                .header("Origin", "http://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"item\":\"tea\"}"))
                .build());
        assertThat(foreign.statusCode()).isEqualTo(401);
        assertThat(get("").at("/answer/tea").asInt()).isZero();
    }

    /** What a page of another site can send without being asked: a form, which names its origin by this header alone. */
    @Test
    void aFormOfAnotherSiteOrdersNothing() throws Exception {
        HttpResponse<String> response = send(request("/topics/news/piggyback")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"item\":\"tea\"}"))
                .build());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(get("").at("/answer/tea").asInt()).isZero();
    }

    private JsonNode get(String query) throws Exception {
        return read(send(request("/topics/news/piggyback" + query).build()));
    }

    private JsonNode order(String query, String item, int change) throws Exception {
        String body = "{\"item\":\"" + item + "\",\"change\":" + change + "}";
        return read(send(request("/topics/news/piggyback" + query)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + address));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode read(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonMapper().readTree(response.body());
    }

    private static long offset(String id) {
        return Long.parseLong(id.substring(id.indexOf(':') + 1));
    }
}
