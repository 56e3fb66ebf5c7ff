package dev.pushlab.server.technique.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real connections: what is offered is there, and goes on where another one stopped. */
@Timeout(60)
class FallbackRoomIT {
    private static final Topic TOPIC = new Topic("news");
    /** As an event has it; what is said of a subscription or a gap has none in its place. */
    private static final Pattern ID = Pattern.compile("\\{\"id\":\"([0-9]+:[0-9]+)\",\"topic\"");

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

    /** At every address that it names, its technique answers, and delivery begins behind the position that it names. */
    @Test
    void offersWhatIsThere() throws Exception {
        publish(3);
        JsonNode offer = negotiate("?after=earliest");
        String start = offer.get("start").asText();
        assertThat(offer.get("transports")).hasSize(5);
        for (JsonNode transport : offer.get("transports")) {
            assertThat(take(transport, start, 3))
                    .as(transport.get("id").asText())
                    .containsExactly(1L, 2L, 3L);
        }
        assertThat(server.connections().traffic("fallback").bytesOut()).isPositive();
        assertThat(server.connections().traffic("sse").bytesOut()).isZero();
    }

    /** From one to any other, again and again, while publishing goes on: nothing missed, nothing repeated. */
    @Test
    void losesAndRepeatsNothingAcrossSwitches() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        JsonNode offer = negotiate("");
        String last = offer.get("start").asText();
        List<Long> offsets = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        Thread publisher = new Thread(() -> {
            while (!stop.get()) {
                publish(1);
                LockSupport.parkNanos(1_000_000);
            }
        });
        publisher.start();
        try {
            for (int i = 0; i < 25; i++) {
                JsonNode transport = offer.get("transports").get(random.nextInt(5));
                List<Long> taken = take(transport, last, 1 + random.nextInt(20));
                offsets.addAll(taken);
                last = server.hub().epoch() + ":" + taken.get(taken.size() - 1);
            }
        } finally {
            stop.set(true);
            publisher.join();
        }
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(offsets.get(i)).isEqualTo(i + 1);
        }
    }

    /** Until at least so many events have come; all that came. */
    private List<Long> take(JsonNode transport, String after, int atLeast) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.httpAddress().getPort()
                + transport.get("url").asText() + "&after=" + after);
        if (transport.get("id").asText().equals("websocket")) {
            return overWebSocket(address, atLeast);
        }
        List<Long> offsets = new ArrayList<>();
        if (transport.get("stream").asBoolean()) {
            HttpRequest request = HttpRequest.newBuilder(address).build();
            try (InputStream body = http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                StringBuilder text = new StringBuilder();
                // Line by line: what is not whole yet is not an event.
                for (int b = body.read(); offsets.size() < atLeast; b = body.read()) {
                    assertThat(b).as("the stream goes on").isNotNegative();
                    if (b == '\n') {
                        offsets.addAll(offsetsIn(text.toString()));
                        text.setLength(0);
                    } else {
                        text.append((char) b);
                    }
                }
            }
            return offsets;
        }
        String position = after;
        while (offsets.size() < atLeast) {
            URI next = URI.create(address.toString().replace("&after=" + after, "&after=" + position));
            String answer = http.send(HttpRequest.newBuilder(next).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            List<Long> found = offsetsIn(answer);
            offsets.addAll(found);
            position = found.isEmpty() ? position : server.hub().epoch() + ":" + found.get(found.size() - 1);
        }
        return offsets;
    }

    private List<Long> overWebSocket(URI address, int atLeast) {
        List<Long> offsets = new CopyOnWriteArrayList<>();
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("pushlab.v1")
                .buildAsync(URI.create(address.toString().replace("http:", "ws:")), new WebSocket.Listener() {
                    private final StringBuilder message = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
                        message.append(data);
                        if (whole) {
                            offsets.addAll(offsetsIn(message.toString()));
                            message.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }
                })
                .join();
        await().atMost(Duration.ofSeconds(20)).until(() -> offsets.size() >= atLeast);
        socket.abort();
        // What comes after this moment is not taken.
        return List.copyOf(offsets);
    }

    private static List<Long> offsetsIn(String text) {
        List<Long> offsets = new ArrayList<>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            offsets.add(EventId.parse(matcher.group(1)).offset());
        }
        return offsets;
    }

    private JsonNode negotiate(String query) throws Exception {
        URI address =
                URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/news/fallback" + query);
        return new JsonMapper()
                .readTree(http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private void publish(int number) {
        for (int i = 0; i < number; i++) {
            server.hub()
                    .publish(TOPIC, EventDraft.text("x"))
                    .toCompletableFuture()
                    .join();
        }
    }
}
