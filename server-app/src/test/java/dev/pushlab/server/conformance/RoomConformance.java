package dev.pushlab.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.HttpLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every room owes to its clients, whatever it is made of: the same events in the same order, none lost, none twice,
 * on from where a client was, told where history is lost, with a sign of life while nothing happens, and nothing left of
 * who has gone. A room joins with a class of its own that says how its clients receive.
 */
@Timeout(180)
public abstract class RoomConformance {
    private static final Topic TOPIC = new Topic("conformance");
    /** Hundreds begin at the same moment, on a machine that may do something else as well. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<String> TYPES = List.of("", "tick", "a.b:c/d");
    private static final List<String> TEXTS = List.of(
            "plain",
            "你好，世界 🚀",
            "one\ntwo\n\nthree\n",
            "\"quoted\" and \\ and \t and \u0000",
            "</script><script>alert(1)</script><!-- & ]]>",
            "\u2028 and \u2029",
            "data: x\n\nid: 1:1\n--boundary\r\n",
            "callback({});//");

    /** Between two signs of life where there is a heartbeat. */
    protected static final Duration HEARTBEAT = Duration.ofMillis(500);

    private PushlabServer server;

    /** A client of this room that begins after the given position. */
    protected abstract Receiver receiver(PushlabServer server, Topic topic, Position after) throws Exception;

    /** How data arrives: exactly, unless the technique is known for doing something to it. */
    protected Payload arriving(Payload published) {
        return published;
    }

    /** What else the server needs for clients of this kind. */
    protected ServerOptions options(ServerOptions common) {
        return common;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Clients that come late, break off anywhere and go on, while events are published at random. */
    @ParameterizedTest
    @CsvSource({"1, 600", "10, 300", "200, 100"})
    void deliversTheSameInOrderAndNothingTwiceOverBrokenConnections(int subscribers, int events) throws Exception {
        start(HubOptions.DEFAULT);
        long seed = new Random().nextLong();
        System.getLogger("test").log(System.Logger.Level.INFO, getClass().getSimpleName() + ": seed " + seed);
        List<EventDraft> drafts =
                new Random(seed).ints(events).mapToObj(RoomConformance::draft).toList();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < subscribers; i++) {
                Random random = new Random(seed + i);
                clients.add(CompletableFuture.runAsync(() -> follow(drafts, random), threads));
            }
            Random random = new Random(~seed);
            for (EventDraft draft : drafts) {
                server.hub().publish(TOPIC, draft).toCompletableFuture().join();
                if (random.nextInt(4) == 0) {
                    LockSupport.parkNanos(random.nextInt(4_000_000));
                }
            }
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        } catch (RuntimeException e) {
            throw new AssertionError("with the seed " + seed, e);
        } finally {
            threads.shutdownNow();
        }
        awaitNothingLeft();
    }

    @Test
    void saysWhatIsLost() throws Exception {
        start(new HubOptions(10, 10, 1 << 20));
        long epoch = server.hub().epoch();
        for (int i = 1; i <= 30; i++) {
            publish("event " + i);
        }
        try (Client client = client(Position.after(new EventId(epoch, 5)))) {
            assertThat(client.next(Arrival.Missed.class)).isEqualTo(new Arrival.Missed(new EventId(epoch, 20)));
            for (int i = 21; i <= 30; i++) {
                assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(new EventId(epoch, i));
            }
        }
        // Of another life of the server.
        try (Client client = client(Position.after(new EventId(epoch == 1 ? 2 : 1, 5)))) {
            assertThat(client.next(Arrival.Missed.class)).isEqualTo(new Arrival.Missed(new EventId(epoch, 20)));
            assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(new EventId(epoch, 21));
        }
    }

    @Test
    void deliversWhatIsKeptFromTheBeginning() throws Exception {
        start(HubOptions.DEFAULT);
        EventId first = publish("one");
        EventId second = publish("two");
        try (Client client = client(Position.EARLIEST)) {
            assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(first);
            assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(second);
        }
    }

    @Test
    void showsASignOfLifeWhileNothingHappens() throws Exception {
        start(HubOptions.DEFAULT);
        try (Client client = client(Position.NOW)) {
            client.next(Arrival.SignOfLife.class);
            client.next(Arrival.SignOfLife.class);
            EventId id = publish("after the silence");
            assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(id);
        }
    }

    @Test
    void keepsNothingOfWhoHasGone() throws Exception {
        start(HubOptions.DEFAULT);
        EventId first = publish("one");
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Client client = client(Position.EARLIEST);
            clients.add(client);
            assertThat(client.next(Arrival.Delivered.class).id()).isEqualTo(first);
        }
        for (Client client : clients) {
            client.close();
        }
        awaitNothingLeft();
    }

    private void start(HubOptions history) throws IOException {
        server = new PushlabServer(options(ServerOptions.defaults()
                .withHistory(history)
                .withLimits(HttpLimits.DEFAULT.withHeartbeat(HEARTBEAT))
                .withProtocol(ProtocolOptions.defaults()
                        .withLimits(SessionLimits.DEFAULT
                                .withHeartbeat(HEARTBEAT, PATIENCE)
                                .withHandshake(PATIENCE)))));
        server.start();
    }

    private void awaitNothingLeft() {
        await().atMost(PATIENCE).until(() -> server.connections().count() == 0);
        await().atMost(PATIENCE).until(() -> server.fanout().subscriptions() == 0);
        await().atMost(PATIENCE)
                .until(() -> server.hub().topics().stream().allMatch(topic -> topic.subscribers() == 0));
    }

    private EventId publish(String text) {
        return server.hub()
                .publish(TOPIC, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }

    /** Reads all events; breaks off now and then, and goes on after what it has. */
    private void follow(List<EventDraft> drafts, Random random) {
        // Some know where they stand, the others have to be told before anything is certain.
        EventId start = random.nextInt(3) == 0 ? null : new EventId(server.hub().epoch(), 0);
        Follower follower = new Follower(drafts, this::arriving, start);
        while (!follower.isDone()) {
            try (Receiver receiver = receiver(server, TOPIC, follower.position())) {
                int patience = 1 + random.nextInt(drafts.size());
                while (!follower.isDone() && patience-- > 0) {
                    receiver.receive().forEach(follower::take);
                }
            } catch (Exception e) {
                throw new IllegalStateException("at " + follower.position(), e);
            }
        }
    }

    /** Of every kind: nothing, much, several lines, markup, what scripts trip over, and bytes that are no text. */
    private static EventDraft draft(int seed) {
        Random random = new Random(seed);
        String type = TYPES.get(random.nextInt(TYPES.size()));
        return switch (random.nextInt(8)) {
            case 0 -> new EventDraft(type, EventDraft.TEXT, Payload.text(""));
            case 1 -> new EventDraft(type, EventDraft.TEXT, Payload.text("x".repeat(random.nextInt(5_000))));
            case 2 -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield new EventDraft(type, EventDraft.BINARY, Payload.binary(bytes));
            }
            default -> new EventDraft(type, EventDraft.TEXT, Payload.text(TEXTS.get(random.nextInt(TEXTS.size()))));
        };
    }

    /** A receiver whose arrivals are taken one by one. */
    private Client client(Position after) throws Exception {
        return new Client(receiver(server, TOPIC, after));
    }

    private static final class Client implements AutoCloseable {
        private final Receiver receiver;
        private final Deque<Arrival> arrived = new ArrayDeque<>();

        Client(Receiver receiver) {
            this.receiver = receiver;
        }

        /** The next of this kind. No event and no loss may come before it. */
        <A extends Arrival> A next(Class<A> kind) throws IOException {
            while (true) {
                while (arrived.isEmpty()) {
                    arrived.addAll(receiver.receive());
                }
                Arrival arrival = arrived.remove();
                if (kind.isInstance(arrival)) {
                    return kind.cast(arrival);
                }
                assertThat(arrival).isNotInstanceOfAny(Arrival.Delivered.class, Arrival.Missed.class);
            }
        }

        @Override
        public void close() throws IOException {
            receiver.close();
        }
    }
}
