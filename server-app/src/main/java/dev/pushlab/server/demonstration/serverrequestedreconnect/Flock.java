package dev.pushlab.server.demonstration.serverrequestedreconnect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.DemonstrationRun;
import dev.pushlab.server.demonstration.Lease;
import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.Connection;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Many clients of this server, that the server plays itself, while events are published: asked to come again or cut off, and
 * how they come back. Safe for use by any thread.
 */
final class Flock implements DemonstrationRun {
    static final Topic TOPIC = new Topic("server-requested-reconnect");
    static final int MOST_CLIENTS = 200;

    private static final int PUBLISH_MILLIS = 50;

    /** Each event costs each client of long polling a request: together they stay below what an address may ask. */
    private static final int POLL_MILLIS = 5;

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final DemonstrationContext context;
    private final InetSocketAddress server;
    private final String headers;
    private final Technique technique;
    private final List<Visitor> visitors = new ArrayList<>();
    private final Map<String, Wave> waves = new TreeMap<>();
    private final Future<?> publishing;
    private final Lease lease;
    private int published;
    private volatile boolean over;

    /** How its clients receive. */
    enum Technique {
        SSE,
        WEBSOCKET,
        LONG_POLLING;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Sums over its clients. */
    static final class Counts {
        long received;
        long duplicates;
        long lost;
        int live;
    }

    /** What came of one request or one cut: who came back when. */
    private static final class Wave {
        final long since = System.nanoTime();
        final int concerned;
        final Duration within;
        final List<Double> came = new ArrayList<>();
        final List<Double> absent = new ArrayList<>();

        Wave(int concerned, Duration within) {
            this.concerned = concerned;
            this.within = within;
        }
    }

    /** @param credentials headers by which the page showed who it is, which read at the server; each ends with CRLF */
    Flock(DemonstrationContext context, Technique technique, int clients, String credentials) {
        this.context = context;
        this.technique = technique;
        server = LoopbackClient.here(context.http().get());
        headers = "Host: " + server.getAddress().getHostAddress() + ":" + server.getPort() + "\r\n" + credentials;
        EventId last = last();
        for (int i = 0; i < clients; i++) {
            visitors.add(
                    switch (technique) {
                        case SSE -> new SseVisitor(this, last);
                        case WEBSOCKET -> new WebSocketVisitor(this, last);
                        case LONG_POLLING -> new PollVisitor(this, last);
                    });
        }
        int pause =
                technique == Technique.LONG_POLLING ? Math.max(PUBLISH_MILLIS, POLL_MILLIS * clients) : PUBLISH_MILLIS;
        publishing = context.loops()
                .workers()
                .next()
                .scheduleWithFixedDelay(this::publish, pause, pause, TimeUnit.MILLISECONDS);
        try {
            visitors.forEach(Visitor::come);
            lease = new Lease(context.loops(), IDLE, LONGEST, this::end);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    private EventId last() {
        try (Subscription tail = context.hub().tail(TOPIC, () -> {})) {
            return tail.position();
        }
    }

    private void publish() {
        if (!over) {
            context.hub().publish(TOPIC, EventDraft.text(String.valueOf(++published)));
        }
    }

    // ---- what is done to its clients ----------------------------------------------------------------------------

    // snippet:begin ask
    /** The server asks each of them, at a time of its own, and delivers to all of them until then. */
    synchronized void ask(Duration within) {
        begin("asked", within);
        context.connections().reconnect(ours(), within);
    }

    /** The same end for all at once, as when a firewall or a proxy restarts. */
    synchronized void cut() {
        begin("cut", Duration.ZERO);
        context.connections().close(ours());
    }
    // snippet:end

    private void begin(String kind, Duration within) {
        int live = (int) visitors.stream().filter(Visitor::isLive).count();
        waves.put(kind, new Wave(live, within));
    }

    /** Which of the server's connections lead to its clients. */
    private Predicate<Connection> ours() {
        Set<Integer> ports = visitors.stream().map(Visitor::port).collect(Collectors.toSet());
        return connection -> connection.arrival().port() == server.getPort()
                && server.getAddress().equals(connection.remote().getAddress())
                && ports.contains(connection.remote().getPort());
    }

    // ---- for its clients ----------------------------------------------------------------------------------------

    LoopbackClient connect(Visitor visitor) {
        return LoopbackClient.connect(context.loops(), server, visitor);
    }

    void later(Runnable action, long millis) {
        if (!over) {
            context.loops().workers().next().schedule(action, millis, TimeUnit.MILLISECONDS);
        }
    }

    String headers() {
        return headers;
    }

    /**
     * Of several waves it belongs to that in which it lost its connection, however late it comes.
     *
     * @param endedAt when its old connection ended
     * @param connectedAt when its new one stood
     */
    void cameBack(long endedAt, long connectedAt) {
        long absent = System.nanoTime() - endedAt;
        context.loops().workers().next().execute(() -> note(endedAt, connectedAt, absent));
    }

    private synchronized void note(long endedAt, long connectedAt, long absentNanos) {
        waves.values().stream()
                .filter(wave -> endedAt - wave.since >= 0 && wave.came.size() < MOST_CLIENTS)
                .min(Comparator.comparingLong(wave -> endedAt - wave.since))
                .ifPresent(wave -> {
                    wave.came.add(millis(connectedAt - wave.since));
                    wave.absent.add(millis(absentNanos));
                });
    }

    // ---- what there is to see -----------------------------------------------------------------------------------

    @Override
    public synchronized ObjectNode describe() {
        lease.renew();
        Counts counts = new Counts();
        visitors.forEach(visitor -> visitor.addTo(counts));
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("running", !over)
                .put("technique", technique.word())
                .put("clients", visitors.size())
                .put("live", counts.live)
                .put("received", counts.received)
                .put("duplicates", counts.duplicates)
                .put("lost", counts.lost)
                .put("left", lease.left().toSeconds());
        ObjectNode all = node.putObject("waves");
        waves.forEach((kind, wave) -> {
            ObjectNode one = all.putObject(kind)
                    .put("elapsed", millis(System.nanoTime() - wave.since))
                    .put("concerned", wave.concerned)
                    .put("within", wave.within.toMillis());
            ArrayNode came = one.putArray("came");
            wave.came.forEach(came::add);
            ArrayNode absent = one.putArray("absent");
            wave.absent.forEach(absent::add);
        });
        return node;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e5) / 10.0;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        lease.close();
    }

    private void end() {
        over = true;
        publishing.cancel(false);
        visitors.forEach(Visitor::go);
    }
}
