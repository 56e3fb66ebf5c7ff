package dev.pushlab.server.metrics;

import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.StorageStats;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.net.ConnectionRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the server can do what it is for, part by part. Safe for use by any thread. */
public final class Health {
    /** A task that has waited for this long for an event loop makes it count as stalled, in seconds. */
    private static final double STALLED_SECONDS = 2;

    private final Hub hub;
    private final ConnectionRegistry connections;
    private final LoopProbe loops;
    private final long started = System.nanoTime();

    Health(Hub hub, ConnectionRegistry connections, LoopProbe loops) {
        this.hub = hub;
        this.connections = connections;
        this.loops = loops;
    }

    /** Of the whole server. */
    public enum Status {
        OK,
        /** It serves, but some part cannot do all that it is for. */
        DEGRADED,
        /** It is shutting down. */
        STOPPING;

        /** As in {@code GET /health}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is looked at. */
    public enum Part {
        /** Takes and gives events. */
        HUB,
        /** Keeps the events of durable topics. */
        STORAGE,
        /** The threads that serve all connections. */
        LOOPS,
        CONNECTIONS;

        /** As in {@code GET /health}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of a part. */
    public enum Condition {
        OK,
        /** There is no such part: the server was given no data folder. */
        NONE,
        /** {@link StorageStats.State#BUSY}. */
        BUSY,
        /** No room on the disk, or for another connection. */
        FULL,
        /** {@link StorageStats.State#UNAVAILABLE}, or a topic's files could not be read at the start. */
        UNAVAILABLE,
        /** An event loop has been busy with one thing for seconds. */
        STALLED,
        /** The hub refuses everything. */
        CLOSED;

        /** Whether this is as it should be. */
        public boolean fine() {
            return this == OK || this == NONE;
        }

        /** As in {@code GET /health}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The server at one moment.
     *
     * @param epoch of this run
     * @param connections that are open
     * @param parts all of them, in their order
     */
    public record Report(
            Status status, Duration uptime, long epoch, int connections, int topics, Map<Part, Condition> parts) {
        public Report {
            parts = Collections.unmodifiableMap(new EnumMap<>(parts));
        }
    }

    public Report report() {
        Map<Part, Condition> parts = new EnumMap<>(Part.class);
        parts.put(Part.HUB, hub.isClosed() ? Condition.CLOSED : Condition.OK);
        List<TopicStats> topics = hub.topics();
        Condition disk =
                hub.storage().map(StorageStats::state).map(Health::condition).orElse(Condition.NONE);
        boolean unreadable = topics.stream().anyMatch(TopicStats::unreadable);
        parts.put(Part.STORAGE, disk.fine() && unreadable ? Condition.UNAVAILABLE : disk);
        boolean stalled = loops.delays().values().stream().anyMatch(delay -> delay >= STALLED_SECONDS);
        parts.put(Part.LOOPS, stalled ? Condition.STALLED : Condition.OK);
        parts.put(Part.CONNECTIONS, connections.isFull() ? Condition.FULL : Condition.OK);
        Status status = hub.isClosed()
                ? Status.STOPPING
                : parts.values().stream().allMatch(Condition::fine) ? Status.OK : Status.DEGRADED;
        return new Report(
                status,
                Duration.ofNanos(System.nanoTime() - started),
                hub.epoch(),
                connections.count(),
                topics.size(),
                parts);
    }

    private static Condition condition(StorageStats.State state) {
        return switch (state) {
            case OK -> Condition.OK;
            case BUSY -> Condition.BUSY;
            case FULL -> Condition.FULL;
            case UNAVAILABLE -> Condition.UNAVAILABLE;
        };
    }
}
