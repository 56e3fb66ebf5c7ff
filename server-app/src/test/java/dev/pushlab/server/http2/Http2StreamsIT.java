package dev.pushlab.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.RawHttp2;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many streams of events over one connection of HTTP/2, of which each has a window of its own (RFC 9113 §5.2). */
@Timeout(120)
class Http2StreamsIT {
    private static final Topic TOPIC = new Topic("news");
    private static final int STREAMS = 200;
    private static final int WINDOW = 4_000;
    private static final int PLENTY = 1 << 28;

    private PushlabServer server;

    private void start(FanoutLimits limits) throws IOException {
        server = new PushlabServer(ServerOptions.defaults()
                .withLimits(new ServerLimits(ConnectionLimits.DEFAULT, HttpLimits.DEFAULT, limits))
                .withHttps(HttpsOptions.selfMade(0)));
        server.start();
    }

    private void start() throws IOException {
        start(FanoutLimits.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyStreamGetsEverythingOnceHoweverSlowlyOthersTakeIt() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server, WINDOW)) {
            client.open(null, PLENTY);
            List<RawHttp2.Stream> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(client.get("/topics/news/sse"));
            }
            client.until(() -> streams.stream().allMatch(stream -> stream.body().contains("retry")));
            assertThat(server.fanout().subscriptions()).isEqualTo(STREAMS);
            // Every second one has room for everything from now on, the others for next to nothing.
            for (int i = 0; i < STREAMS; i += 2) {
                client.open(streams.get(i), PLENTY);
            }
            List<String> sent = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 60; i++) {
                sent.add(i + " " + "y".repeat(random.nextInt(400)));
                server.hub().publish(TOPIC, EventDraft.text(sent.get(i)));
            }
            // A heartbeat may come behind it.
            String last = "data: " + sent.get(59) + "\n\n";
            client.until(() -> IntStream.range(0, STREAMS)
                    .filter(i -> i % 2 == 0)
                    .allMatch(i -> streams.get(i).body().contains(last)));
            for (int i = 1; i < STREAMS; i += 2) {
                assertThat(streams.get(i).body().length()).isLessThanOrEqualTo(WINDOW);
            }
            // The slow ones go on in turn, a little at a time.
            while (!streams.stream().allMatch(stream -> stream.body().contains(last))) {
                for (int i = 1; i < STREAMS; i += 2) {
                    client.open(streams.get(i), 1 + random.nextInt(3_000));
                }
                RawHttp2.Stream some = streams.get(1 + 2 * random.nextInt(STREAMS / 2));
                int before = some.body().length();
                client.until(() -> some.body().contains(last) || some.body().length() > before);
            }
            for (RawHttp2.Stream stream : streams) {
                assertThat(data(stream)).isEqualTo(sent);
            }
        }
        await().until(() -> server.connections().count() == 0);
        await().until(() -> server.fanout().subscriptions() == 0);
    }

    @Test
    void aResetFreesExactlyItsSubscription() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stays = client.get("/topics/news/sse");
            RawHttp2.Stream goes = client.get("/topics/news/sse");
            RawHttp2.Stream held = client.get("/topics/other/long-polling");
            client.until(() -> stays.body().contains("retry") && goes.body().contains("retry"));
            await().until(() -> subscribers() == 3);
            client.reset(goes, 8);
            await().until(() -> server.fanout().subscriptions() == 2 && subscribers() == 2);
            client.reset(held, 8);
            await().until(() -> server.fanout().subscriptions() == 1 && subscribers() == 1);
            server.hub().publish(TOPIC, EventDraft.text("for one"));
            client.until(() -> stays.body().contains("data: for one\n\n"));
            assertThat(goes.body()).doesNotContain("for one");
            assertThat(client.goAway()).isEqualTo(-1);
        }
        await().until(() -> subscribers() == 0);
    }

    /** The window of all together is the client's to open: without it nobody gets more, and nothing is lost. */
    @Test
    void aConnectionThatTakesNothingIsServedWhenItDoes() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            List<RawHttp2.Stream> streams = List.of(
                    client.get("/topics/news/sse"), client.get("/topics/news/sse"), client.get("/topics/news/sse"));
            client.until(() -> streams.stream().allMatch(stream -> stream.body().contains("retry")));
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sent.add(i + "y".repeat(1_000));
                server.hub().publish(TOPIC, EventDraft.text(sent.get(i)));
            }
            client.until(() -> received(streams) == 65_535);
            // What needs no window goes on.
            assertThat(client.answer(client.request("HEAD", "/techniques", true))
                            .status())
                    .isEqualTo(200);
            for (RawHttp2.Stream stream : streams) {
                client.open(stream, PLENTY);
            }
            client.open(null, PLENTY);
            client.until(() -> streams.stream().allMatch(stream -> data(stream).size() == 100));
            assertThat(streams).allSatisfy(stream -> assertThat(data(stream)).isEqualTo(sent));
        }
    }

    @Test
    void aStreamThatTakesNothingForTooLongEndsAlone() throws Exception {
        start(new FanoutLimits(100, Duration.ofSeconds(1), FanoutLimits.DEFAULT.pinnedBytes()));
        try (RawHttp2 client = RawHttp2.connect(server, 0)) {
            client.open(null, PLENTY);
            RawHttp2.Stream stalls = client.get("/topics/news/sse");
            RawHttp2.Stream takes = client.get("/topics/news/sse");
            client.open(takes, PLENTY);
            client.until(() -> takes.body().contains("retry") && stalls.status() == 200);
            // More than may wait for it.
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(i + "y".repeat(50_000));
                server.hub().publish(TOPIC, EventDraft.text(sent.get(i)));
            }
            client.until(() -> stalls.reset() >= 0);
            assertThat(stalls.reset()).isEqualTo(8);
            assertThat(stalls.body()).isEmpty();
            assertThat(client.goAway()).isEqualTo(-1);
            server.hub().publish(TOPIC, EventDraft.text("afterwards"));
            sent.add("afterwards");
            client.until(() -> data(takes).size() == 11);
            assertThat(data(takes)).isEqualTo(sent);
            assertThat(server.fanout().subscriptions()).isEqualTo(1);
        }
    }

    private static long received(List<RawHttp2.Stream> streams) {
        return streams.stream().mapToLong(stream -> stream.body().length()).sum();
    }

    private int subscribers() {
        return server.hub().topics().stream()
                .mapToInt(topic -> topic.subscribers())
                .sum();
    }

    /** The data of all events that are complete. */
    private static List<String> data(RawHttp2.Stream stream) {
        String complete = stream.body();
        complete = complete.substring(0, complete.lastIndexOf("\n\n") + 1);
        return complete.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }
}
