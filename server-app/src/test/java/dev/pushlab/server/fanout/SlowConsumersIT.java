package dev.pushlab.server.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many real sockets that are never read, beside one that is. By hand with more of them:
 * {@code -DargLine.extra=-Dpushlab.slow.consumers=10000}, where a process may have as many files open.
 */
@Timeout(300)
class SlowConsumersIT {
    private static final Logger LOG = LoggerFactory.getLogger(SlowConsumersIT.class);
    private static final Topic TOPIC = new Topic("news");
    private static final int CONSUMERS = Integer.getInteger("pushlab.slow.consumers", 1_000);
    private static final int WAVES = 20;
    private static final int BYTES = Integer.getInteger("pushlab.slow.bytes", 16 << 10);
    private static final String DATA = "x".repeat(BYTES);
    /** Enough for a wave to fill the buffers of its sockets, and what the server writes beyond them. */
    private static final int EVENTS_PER_WAVE = 15 * (16 << 10) / BYTES;

    /** What a stalled connection may hold if it shares with nobody: up to the high water mark, and an event beyond. */
    private static final long PER_CONSUMER = (128 << 10) + 2 * BYTES;

    /** Nobody is given up because nothing is heard of it. */
    private static final SessionLimits PATIENT =
            SessionLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private static final int REPLAYED = 1_000;
    /** What the allocator may reserve beyond what is used. */
    private static final long SLACK = 16 << 20;

    @Test
    void holdLittleMemoryAndDisturbNobody() throws Exception {
        try (PushlabServer server = started();
                StalledClients stalled = new StalledClients(server.httpAddress(), TOPIC.name());
                Socket reading = new Socket()) {
            reading.connect(server.httpAddress());
            reading.setSoTimeout(60_000);
            reading.getOutputStream().write(request(""));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(reading.getInputStream(), StandardCharsets.US_ASCII));
            awaitSubscribers(server, 1);
            long before = direct();
            long most = 0;
            for (int wave = 0; wave < WAVES; wave++) {
                stalled.open(CONSUMERS / WAVES, "");
                awaitSubscribers(server, 1 + stalled.count());
                for (int i = 0; i < EVENTS_PER_WAVE; i++) {
                    publishAndRead(server, in);
                    most = Math.max(most, direct() - before);
                }
            }
            // Those of the last wave as well, however much the kernel takes for them.
            while (stats(server).slow().fellBehind() < stalled.count()) {
                publishAndRead(server, in);
                most = Math.max(most, direct() - before);
            }
            LOG.warn("{} stalled consumers: {} KiB of direct memory at most", stalled.count(), most >> 10);
            // What they hold is shared: never more than was published, however many they are.
            long published = stats(server).events() * (BYTES + 1_024);
            assertThat(most).isLessThan(Math.min(stalled.count() * PER_CONSUMER, 2 * published) + SLACK);
        }
    }

    /** What those who replay hold is their own: it must be little. */
    @Test
    void thatReplayHoldOneSmallBatchEach() throws Exception {
        try (PushlabServer server = started();
                StalledClients stalled = new StalledClients(server.httpAddress(), TOPIC.name())) {
            EventId last = null;
            for (int i = 0; i < REPLAYED; i++) {
                last = server.hub()
                        .publish(TOPIC, EventDraft.text("y".repeat(7 << 10)))
                        .toCompletableFuture()
                        .get()
                        .id();
            }
            long before = direct();
            stalled.open(CONSUMERS, "?after=earliest");
            awaitSubscribers(server, CONSUMERS);
            // Those who read get their turns on the same loops, one after another with the others.
            for (int i = 0; i < 6; i++) {
                try (Socket reading = new Socket()) {
                    reading.connect(server.httpAddress());
                    reading.setSoTimeout(60_000);
                    reading.getOutputStream().write(request("?after=earliest"));
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(reading.getInputStream(), StandardCharsets.US_ASCII));
                    for (long offset = 0; offset <= REPLAYED; ) {
                        String line = in.readLine();
                        if (line.startsWith("id: ")) {
                            assertThat(line).isEqualTo("id: " + last.epoch() + ":" + offset++);
                        }
                    }
                }
            }
            long held = direct() - before;
            LOG.warn("{} replaying: {} KiB of direct memory", CONSUMERS, held >> 10);
            long pinned = Math.min((long) CONSUMERS * LagPolicy.BYTES, FanoutLimits.DEFAULT.pinnedBytes());
            assertThat(held).isLessThan(2 * pinned + SLACK);
        }
    }

    /** What is encrypted for each of them is their own: all together are bound, and who reads gets everything. */
    @Test
    void withEncryptedSessionsAreBoundTogether() throws Exception {
        FanoutLimits limits = new FanoutLimits(1_000, Duration.ofSeconds(60), 1 << 20);
        ServerOptions options =
                ServerOptions.defaults().withProtocol(ProtocolOptions.defaults().withLimits(PATIENT));
        int sessions = 30;
        try (PushlabServer server = new PushlabServer(options.withLimits(new ServerLimits(
                        options.limits().connections(), options.limits().http(), limits)));
                TestClient stalling = new TestClient("stalling");
                TestClient reading = new TestClient("reading")) {
            server.start();
            for (int i = 0; i < sessions; i++) {
                subscribe(stalling, server);
            }
            Recorder reader = subscribe(reading, server);
            stalling.stopReading();
            PinnedBytes pinned = server.fanout().pinned();
            long most = 0;
            for (int events = 0; most < limits.pinnedBytes() || events % 100 != 0; ) {
                publish(server);
                events++;
                while (reader.all(Message.EventMessage.class).size() < events) {
                    most = Math.max(most, pinned.count());
                    Thread.onSpinWait();
                }
            }
            // A round for each event loop comes on top; without the bound it would be more than 1 MiB for each session.
            assertThat(most).isLessThan(limits.pinnedBytes() + (8 << 20));
            assertThat(reader.all(Message.GapMessage.class)).isEmpty();
        }
    }

    private static Recorder subscribe(TestClient client, PushlabServer server) throws Exception {
        Recorder recorder = client.connect(server.tcpAddress(), client.config.withLimits(PATIENT));
        recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.next(Message.Subscribed.class);
        return recorder;
    }

    private static EventId publish(PushlabServer server) throws Exception {
        return server.hub()
                .publish(TOPIC, EventDraft.text(DATA))
                .toCompletableFuture()
                .get()
                .id();
    }

    private static void publishAndRead(PushlabServer server, BufferedReader in) throws Exception {
        EventId id = publish(server);
        String line = in.readLine();
        while (!line.startsWith("data: ")) {
            assertThat(line).isNotEqualTo("event: gap");
            if (line.startsWith("id: ")) {
                // The opening has the id before the first event.
                assertThat(line).isIn("id: " + id, "id: " + id.epoch() + ":0");
            }
            line = in.readLine();
        }
        assertThat(line).isEqualTo("data: " + DATA);
    }

    private static PushlabServer started() throws IOException {
        PushlabServer server = new PushlabServer(ServerOptions.defaults());
        server.start();
        return server;
    }

    private static byte[] request(String query) {
        return ("GET /topics/news/sse" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void awaitSubscribers(PushlabServer server, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !server.hub().topics().isEmpty()
                        && stats(server).subscribers() + stats(server).slow().disconnected() >= count);
    }

    private static TopicStats stats(PushlabServer server) {
        return server.hub().topics().get(0);
    }

    /** What the allocator has reserved, for everything in this process. */
    private static long direct() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
