package dev.pushlab.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A real server and a real client on loopback, and what the client has received. */
final class Scene implements AutoCloseable {
    static final Topic STOCKS = new Topic("stocks");

    /** Short waits before trying again, so that a test does not wait for jitter. */
    static final Timing QUICK = new Timing(
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofMillis(400),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Timing.DEFAULT.session());

    final Path folder;
    final Identity identity = Identity.generate();
    final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    final List<ReverseState.Phase> reversePhases = new CopyOnWriteArrayList<>();
    final ProtocolClient client;
    private final ScheduledExecutorService publisher = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger published = new AtomicInteger();
    PushlabServer server;
    private int port;

    Scene(Path folder) {
        this.folder = folder;
        KnownPeers known = new KnownPeers(folder.resolve("known"));
        client = new ProtocolClient(ClientSettings.of("tester", identity, known).withTiming(QUICK));
        client.deliveries().subscribe(deliveries::add);
        client.reverse().subscribe(state -> reversePhases.add(state.phase()));
    }

    void startServer() throws IOException {
        startServer("server", options -> options);
    }

    /** On the same port as before, if there was one before. @param data the folder, and so the identity */
    void startServer(String data, UnaryOperator<ProtocolOptions> change) throws IOException {
        ProtocolOptions protocol =
                change.apply(ProtocolOptions.defaults().withTcpPort(port).withOneMachine(true));
        server = new PushlabServer(
                ServerOptions.defaults().withData(folder.resolve(data)).withProtocol(protocol));
        server.start();
        port = server.tcpAddress().getPort();
    }

    void stopServer() {
        server.close();
        server = null;
    }

    ServerAddress address() {
        return new ServerAddress("127.0.0.1", port);
    }

    void connect(ConnectOptions options) {
        client.connect(address(), options);
        awaitPhase(ConnectionState.Phase.CONNECTED);
    }

    void awaitPhase(ConnectionState.Phase phase) {
        await(
                "connection is " + phase,
                () -> client.connection().get().phase() == phase,
                () -> client.connection().get());
    }

    void awaitReverse(ReverseState.Phase phase) {
        await(
                "reverse is " + phase,
                () -> client.reverse().get().phase() == phase,
                () -> client.reverse().get());
    }

    void awaitLive(Topic topic) {
        await(
                topic + " is live",
                () -> client.topics()
                                .get()
                                .getOrDefault(topic, TopicState.PENDING)
                                .phase()
                        == TopicState.Phase.LIVE,
                () -> client.topics().get());
    }

    private static void await(String what, BooleanSupplier condition, java.util.function.Supplier<Object> state) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .conditionEvaluationListener(evaluated -> {
                    if (!evaluated.isSatisfied() && evaluated.getRemainingTimeInMS() < 100) {
                        throw new AssertionError(what + ", but: " + state.get());
                    }
                })
                .until(condition::getAsBoolean);
    }

    EventId publish(String text) {
        return server.hub()
                .publish(STOCKS, EventDraft.text(text))
                .toCompletableFuture()
                .join()
                .id();
    }

    /** Publishes at a rate until {@link #stopPublishing}. */
    void publishAtRate(int perSecond) {
        publisher.scheduleAtFixedRate(
                () -> publish("tick " + published.incrementAndGet()), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
    }

    /** @return the last id published */
    EventId stopPublishing() throws InterruptedException {
        publisher.shutdown();
        assertThat(publisher.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        return publish("the last one");
    }

    List<EventId> received() {
        List<EventId> ids = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.Received received) {
                ids.add(received.event().id());
            }
        }
        return ids;
    }

    List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (delivery instanceof Delivery.Lost lost) {
                gaps.add(lost.gap());
            }
        }
        return gaps;
    }

    void awaitReceived(EventId last) {
        Awaitility.await("event " + last)
                .atMost(Duration.ofSeconds(30))
                .until(() -> !deliveries.isEmpty()
                        && deliveries.get(deliveries.size() - 1) instanceof Delivery.Received received
                        && received.event().id().equals(last));
    }

    /** From the first one to the last one each event once, in order, of one epoch. */
    static void assertConsecutive(List<EventId> ids) {
        for (int i = 1; i < ids.size(); i++) {
            assertThat(ids.get(i)).as("event %d", i).isEqualTo(ids.get(i - 1).next());
        }
    }

    @Override
    public void close() {
        publisher.shutdownNow();
        client.close();
        if (server != null) {
            server.close();
        }
        identity.destroy();
    }
}
