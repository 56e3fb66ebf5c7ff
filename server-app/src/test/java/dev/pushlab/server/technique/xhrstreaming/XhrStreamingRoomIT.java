package dev.pushlab.server.technique.xhrstreaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over real sockets, as {@code curl -N} would do it. */
@Timeout(60)
class XhrStreamingRoomIT {
    private static final Topic TOPIC = new Topic("news");
    private static final JsonMapper JSON = new JsonMapper();

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
    void deliversWhatIsKeptAndThenWhatComes() throws IOException {
        EventId first = publish("one\ntwo");
        try (RawHttp client = ask("?after=earliest")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("application/x-ndjson");
            assertThat(client.header("x-content-type-options")).isEqualTo("nosniff");
            assertThat(client.header("cache-control")).isEqualTo("no-store");
            assertThat(client.header("x-accel-buffering")).isEqualTo("no");
            assertThat(client.header("content-length") + client.header("transfer-encoding"))
                    .isEmpty();
            assertThat(line(client).at("/subscribed/start").asText()).isEqualTo(first.epoch() + ":0");
            assertThat(line(client).at("/data").asText()).isEqualTo("one\ntwo");

            EventId second = publish("three");

            assertThat(line(client).at("/id").asText()).isEqualTo(second.toString());
        }
    }

    @Test
    void tellsOfLostHistory() throws IOException {
        EventId kept = publish("x");
        try (RawHttp client = ask("?after=1:5")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("pushlab-recovered")).isEqualTo("false");
            assertThat(line(client).at("/subscribed/recovered").asBoolean(true)).isFalse();
            JsonNode gap = line(client).at("/gap");
            assertThat(gap.at("/requested").asText()).isEqualTo("1:5");
            assertThat(gap.at("/resumed").asText()).isEqualTo(kept.epoch() + ":0");
            assertThat(line(client).at("/id").asText()).isEqualTo(kept.toString());
        }
    }

    /** Of bare data the reader knows from the length where it ends, bytes of any value included. */
    @Test
    void deliversBareDataWithItsLength() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        EventId first = publish("3\nx");
        server.hub()
                .publish(TOPIC, new EventDraft("blob", EventDraft.BINARY, Payload.binary(all)))
                .toCompletableFuture()
                .join();
        try (RawHttp client = ask("?after=earliest&envelope=none")) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(client.until("\n")).isEqualTo("start " + first.epoch() + ":0\n");
            assertThat(client.until("\n")).isEqualTo("3\n");
            assertThat(client.bytes(4)).asString().isEqualTo("3\nx\n");
            assertThat(client.until("\n")).isEqualTo("256 blob\n");
            assertThat(client.bytes(256)).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "news, ?envelope=xml, 400, invalid-parameter",
        "news, ?after=seven, 400, invalid-id",
        "no%20topic, '', 400, invalid-topic",
    })
    void refusesWhatIsWrong(String topic, String query, int status, String reason) throws IOException {
        try (RawHttp client = new RawHttp(server.httpAddress())) {
            client.get("/topics/" + topic + "/xhr-streaming" + query);
            assertThat(client.status()).isEqualTo(status);
            assertThat(client.body()).contains("\"reason\":\"" + reason + "\"");
        }
    }

    @Test
    void refusesPagesOfOtherOrigins() throws IOException {
        try (RawHttp client = new RawHttp(server.httpAddress())) {
            client.get("/topics/news/xhr-streaming", "Origin: http://elsewhere.example");
            assertThat(client.status()).isEqualTo(403);
            assertThat(client.body()).contains("\"reason\":\"forbidden-origin\"");
        }
    }

    /** Killed and resumed again and again while publishing goes on: nothing missed, nothing repeated. */
    @Test
    void resumesAfterAnIdWithoutLossOrRepetition() throws Exception {
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        AtomicBoolean stop = new AtomicBoolean();
        Thread publisher = new Thread(() -> {
            while (!stop.get()) {
                publish("tick");
                LockSupport.parkNanos(200_000);
            }
        });
        publisher.start();
        try {
            EventId last = new EventId(publish("first").epoch(), 0);
            for (int connection = 0; connection < 25; connection++) {
                try (RawHttp client = ask("?after=" + last)) {
                    assertThat(client.status()).isEqualTo(200);
                    assertThat(line(client).at("/subscribed/start").asText()).isEqualTo(last.toString());
                    for (int wanted = random.nextInt(40); wanted >= 0; wanted--) {
                        EventId next = EventId.parse(line(client).at("/id").asText());
                        assertThat(next).isEqualTo(new EventId(last.epoch(), last.offset() + 1));
                        last = next;
                    }
                }
            }
        } finally {
            stop.set(true);
            publisher.join();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.hub().topics().get(0).subscribers() == 0);
    }

    private RawHttp ask(String query) throws IOException {
        return new RawHttp(server.httpAddress()).get("/topics/news/xhr-streaming" + query);
    }

    private static JsonNode line(RawHttp client) throws IOException {
        return JSON.readTree(client.until("\n"));
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }
}
