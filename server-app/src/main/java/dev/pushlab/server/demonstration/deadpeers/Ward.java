package dev.pushlab.server.demonstration.deadpeers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.DemonstrationRun;
import dev.pushlab.server.demonstration.Lease;
import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.ConnectionRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Peers of every technique and every way of dying, and a stream of the page; what the server has for them, and since when
 * it has known. Nothing is told of other connections than these. Safe for use by any thread.
 */
final class Ward implements DemonstrationRun {
    static final Topic TOPIC = new Topic("dead-peers");

    /** 4 MiB: more than what the operating system takes for a peer that reads nothing. */
    private static final int FLOOD_EVENTS = 64;

    private static final int FLOOD_BYTES = 64 << 10;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final DemonstrationContext context;
    private final List<Peer> peers = new ArrayList<>();
    private final Subscription watching;
    private final Lease lease;
    private volatile OwnStream own;
    private volatile boolean over;

    /** @param credentials headers by which the page showed who it is, which read at the server; each ends with CRLF */
    Ward(DemonstrationContext context, String credentials) {
        this.context = context;
        InetSocketAddress server = LoopbackClient.here(context.http().get());
        String headers =
                "Host: " + server.getAddress().getHostAddress() + ":" + server.getPort() + "\r\n" + credentials;
        for (Peer.Technique technique : Peer.Technique.values()) {
            for (Peer.Way way : Peer.Way.values()) {
                peers.add(new Peer(technique, way, headers));
            }
        }
        watching = context.connections().changes().subscribe(this::changed);
        try {
            peers.forEach(peer -> peer.live(context.loops(), server));
            lease = new Lease(context.loops(), IDLE, LONGEST, this::end);
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    private void changed(ConnectionRegistry.Change change) {
        if (change.kind() == ConnectionRegistry.Change.Kind.CLOSED) {
            int port = change.connection().remote().getPort();
            peers.forEach(peer -> peer.noticed(port));
        }
    }

    int size() {
        return peers.size();
    }

    void kill(int peer) {
        peers.get(peer).die();
    }

    void killAll() {
        peers.forEach(Peer::die);
    }

    /** Publishes more than a peer takes that does not read. */
    void flood() {
        Payload payload = Payload.text("x".repeat(FLOOD_BYTES));
        for (int i = 0; i < FLOOD_EVENTS; i++) {
            context.hub().publish(TOPIC, new EventDraft("flood", EventDraft.TEXT, payload));
        }
    }

    /** A stream of the page, instead of the one before. */
    OwnStream own() {
        leaveOwn();
        own = new OwnStream(context.heartbeats());
        return own;
    }

    /** The page has closed its stream. */
    void ownDied() {
        if (own != null) {
            own.died();
        }
    }

    private void leaveOwn() {
        if (own != null) {
            own.close();
        }
    }

    // ---- what there is to see -----------------------------------------------------------------------------------

    @Override
    public ObjectNode describe() {
        lease.renew();
        Map<Integer, ConnectionInfo> open = new HashMap<>();
        context.connections().snapshot().forEach(info -> open.put(info.remote().getPort(), info));
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("running", !over)
                .put("subscribers", subscribers())
                .put("heartbeat", context.limits().heartbeat().toMillis())
                .put("stall", context.fanout().stall().toMillis())
                .put("idle", context.limits().idle().toMillis())
                .put("wait", 1_000L * Peer.WAIT_SECONDS)
                .put("left", lease.left().toSeconds());
        ArrayNode all = node.putArray("peers");
        for (Peer peer : peers) {
            ObjectNode one =
                    all.addObject().put("technique", peer.technique.word()).put("way", peer.way.word());
            times(one, peer.diedAt(), peer.noticedAt());
            ConnectionInfo info = peer.noticedAt() == null ? open.get(peer.port()) : null;
            if (info != null) {
                one.putObject("connection")
                        .put("id", info.id())
                        .put("state", info.state().name().toLowerCase(Locale.ROOT))
                        .put("sent", info.bytesOut())
                        .put(
                                "heard",
                                Duration.between(info.lastHeard(), Instant.now())
                                        .toMillis());
            }
        }
        if (own != null) {
            times(node.putObject("own"), own.diedAt(), own.noticedAt());
        }
        return node;
    }

    /** How long ago it died, and how long after that the server noticed, in ms; null for what has not happened. */
    private static void times(ObjectNode into, Long diedAt, Long noticedAt) {
        long now = System.nanoTime();
        into.put("died", diedAt == null ? null : (now - diedAt) / 1e6)
                .put(
                        "noticed",
                        noticedAt == null ? null : diedAt == null ? Double.valueOf(0) : millis(noticedAt - diedAt));
    }

    private static Double millis(long nanos) {
        return Math.max(0, nanos / 1e6);
    }

    private int subscribers() {
        return context.hub().topics().stream()
                .filter(stats -> stats.topic().equals(TOPIC))
                .mapToInt(TopicStats::subscribers)
                .sum();
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
        watching.close();
        peers.forEach(Peer::bury);
        leaveOwn();
    }
}
