package dev.pushlab.server.demonstration.blockingserver;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.DemonstrationRun;
import dev.pushlab.server.demonstration.Lease;
import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.net.ConnectionRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/** The blocking server while it runs, and a crowd at it and at the real one. Safe for use by any thread. */
final class Trial implements DemonstrationRun {
    static final Topic TOPIC = new Topic("blocking-server");
    static final int MOST_CLIENTS = 50;

    /** How long the long polls of a crowd wait, in s. */
    static final int WAIT_SECONDS = 20;

    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int REMEMBERED = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DemonstrationContext context;
    private final String key = key();
    private final BlockingServer server;
    private final Lease lease;
    private final Map<Integer, Long> accepted = new ConcurrentHashMap<>();
    private final Subscription watching;
    private Crowd blocking;
    private Crowd real;
    private volatile boolean over;

    /** @param origins of the page that starts it, which may ask the blocking server itself */
    Trial(DemonstrationContext context, Set<String> origins) throws IOException {
        this.context = context;
        server = new BlockingServer(
                context.hub(), TOPIC, key, origins, context.loops().workers(), BlockingServer.LONGEST);
        watching = context.connections().changes().subscribe(this::opened);
        try {
            lease = new Lease(context.loops(), IDLE, LONGEST, this::end);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    /** Without it, who is on this machine could read the topic at this port although nobody may without a token. */
    private static String key() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The real server has accepted a connection: remembers when. */
    private void opened(ConnectionRegistry.Change change) {
        if (change.kind() == ConnectionRegistry.Change.Kind.OPENED && accepted.size() < REMEMBERED) {
            accepted.put(change.connection().remote().getPort(), System.nanoTime());
        }
    }

    /**
     * Has so many clients ask both servers, instead of those before.
     *
     * @param credentials headers by which the page showed who it is, which read at the real server; each ends with CRLF
     */
    synchronized void ask(int number, String credentials) {
        leave();
        accepted.clear();
        EventId last = last();
        InetSocketAddress http = LoopbackClient.here(context.http().get());
        blocking = new Crowd(
                context.loops(),
                server.address(),
                number,
                request("/poll/" + key, last, server.address(), ""),
                server::acceptedAt);
        real = new Crowd(
                context.loops(),
                http,
                number,
                request("/topics/" + TOPIC + "/long-polling", last, http, credentials),
                accepted::get);
    }

    private static String request(String path, EventId after, InetSocketAddress server, String more) {
        return "GET " + path + "?after=" + after + "&wait=" + WAIT_SECONDS + " HTTP/1.1\r\nHost: "
                + server.getAddress().getHostAddress() + ":" + server.getPort() + "\r\n" + more + "\r\n";
    }

    /** Where the topic stands. */
    private EventId last() {
        try (dev.pushlab.server.hub.Subscription tail = context.hub().tail(TOPIC, () -> {})) {
            return tail.position();
        }
    }

    @Override
    public synchronized ObjectNode describe() {
        lease.renew();
        Runtime runtime = Runtime.getRuntime();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("running", !over)
                .put("origin", origin())
                .put("key", key)
                .put("last", last().toString())
                .put("threads", BlockingServer.THREADS)
                .put("busy", server.busy())
                .put("loops", loops())
                .put("heap", runtime.totalMemory() - runtime.freeMemory())
                .put("left", lease.left().toSeconds());
        if (blocking != null) {
            node.put("elapsed", blocking.elapsed());
            blocking.describe(node.putArray("blocking"));
            real.describe(node.putArray("real"));
        }
        return node;
    }

    private long loops() {
        return StreamSupport.stream(context.loops().workers().spliterator(), false)
                .count();
    }

    /** As a policy and CORS name it. */
    String origin() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    @Override
    public boolean isOver() {
        return over;
    }

    BlockingServer server() {
        return server;
    }

    @Override
    public void close() {
        lease.close();
    }

    private void end() {
        over = true;
        watching.close();
        server.close();
        leave();
    }

    private synchronized void leave() {
        if (blocking != null) {
            blocking.close();
            real.close();
        }
    }
}
