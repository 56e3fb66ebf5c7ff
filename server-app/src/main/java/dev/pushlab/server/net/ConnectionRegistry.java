package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.tap.TrafficCounters;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Every connection of this server, whatever is spoken on it and whoever dialled. Safe for use by any thread. */
public final class ConnectionRegistry {
    private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    private final ConnectionLimits limits;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AddressCounts perAddress;
    private final AddressCounts halfOpenPerAddress;
    private final Map<String, TrafficCounters> perTechnique = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger halfOpen = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();
    private final Signal<Change> changes = new Signal<>();
    private volatile boolean shuttingDown;

    /** What happened to a connection. */
    public record Change(Kind kind, ConnectionInfo connection) {
        public enum Kind {
            OPENED,
            /** Its technique, peer name or state is another; traffic alone is not announced, see {@link #snapshot()}. */
            UPDATED,
            CLOSED
        }
    }

    public ConnectionRegistry(ConnectionLimits limits) {
        this.limits = limits;
        this.perAddress = new AddressCounts(limits.perAddress());
        this.halfOpenPerAddress = new AddressCounts(limits.halfOpenPerAddress());
    }

    /**
     * Enters a connection until it closes; empty if that is one too many. One that was accepted is half open until {@link
     * Connection#agreed}. On the channel's event loop.
     */
    Optional<Connection> register(Channel channel, ConnectionInfo.Protocol protocol, Message.Direction direction) {
        InetSocketAddress remote = channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
        InetAddress address = remote.getAddress();
        if (!enter(count, limits.total(), perAddress, address)) {
            return Optional.empty();
        }
        boolean accepted = direction == Message.Direction.FORWARD;
        if (accepted && !enter(halfOpen, limits.halfOpen(), halfOpenPerAddress, address)) {
            leave(count, perAddress, address);
            return Optional.empty();
        }
        return Optional.of(enter(channel, protocol, direction, remote, accepted));
    }

    /**
     * The same for a stream of HTTP/2, which counts as a connection: otherwise one connection were as many as it likes.
     * On the event loop.
     */
    Optional<Connection> registerStream(Channel channel) {
        InetSocketAddress remote = channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
        return enter(count, limits.total(), perAddress, remote.getAddress())
                ? Optional.of(
                        enter(channel, ConnectionInfo.Protocol.HTTP2_STREAM, Message.Direction.FORWARD, remote, false))
                : Optional.empty();
    }

    private Connection enter(
            Channel channel,
            ConnectionInfo.Protocol protocol,
            Message.Direction direction,
            InetSocketAddress remote,
            boolean isHalfOpen) {
        InetAddress address = remote.getAddress();
        Connection connection =
                new Connection(this, ids.incrementAndGet(), protocol, direction, channel, remote, isHalfOpen);
        connections.add(connection);
        announce(Change.Kind.OPENED, connection);
        channel.closeFuture().addListener(closed -> {
            connection.agreed();
            connections.remove(connection);
            leave(count, perAddress, address);
            connection.state(ConnectionInfo.State.CLOSED);
        });
        return connection;
    }

    private static boolean enter(AtomicInteger all, int limit, AddressCounts counts, InetAddress address) {
        if (all.incrementAndGet() > limit || !counts.enter(address)) {
            all.decrementAndGet();
            return false;
        }
        return true;
    }

    private static void leave(AtomicInteger all, AddressCounts counts, InetAddress address) {
        all.decrementAndGet();
        counts.leave(address);
    }

    /** A connection that was half open is so no longer. */
    void agreed(Connection connection) {
        leave(halfOpen, halfOpenPerAddress, connection.remote().getAddress());
    }

    /** The connections as they are now, the oldest first; of the streams of HTTP/2 those that serve a technique. */
    public List<ConnectionInfo> snapshot() {
        return connections.stream()
                .filter(Connection::isOfInterest)
                .map(Connection::info)
                .sorted(Comparator.comparingLong(ConnectionInfo::id))
                .toList();
    }

    /** The connection with this id, if it is open. */
    public Optional<Connection> find(long id) {
        return connections.stream().filter(it -> it.id() == id).findFirst();
    }

    /**
     * Has every connection end in the way of its protocol, each when it has been given what it is still to have; one that
     * has yet to agree on its words does so after that.
     */
    public void shutDown(Connection.Drain drain) {
        shuttingDown = true;
        connections.forEach(connection -> connection.shutDown(drain));
    }

    /** The same without further delay, also to those that were told before. */
    public void shutDownNow() {
        shutDown((channel, goodbye) -> goodbye.run());
    }

    /**
     * Has clients come again: each is asked at a time of its own, so that they do not come all at once. Events that come
     * meanwhile wait in the history of their topics.
     *
     * @param which of the connections
     * @param within the time over which they are spread, at random
     * @return how many will be asked
     */
    public int reconnect(Predicate<Connection> which, Duration within) {
        List<Connection> chosen = connections.stream().filter(which).toList();
        for (Connection each : chosen) {
            each.reconnect(Duration.ofNanos(ThreadLocalRandom.current().nextLong(within.toNanos() + 1)));
        }
        return chosen.size();
    }

    /**
     * Ends connections without a word.
     *
     * @return how many
     */
    public int close(Predicate<Connection> which) {
        List<Connection> chosen = connections.stream().filter(which).toList();
        chosen.forEach(Connection::close);
        return chosen.size();
    }

    /** Tokens have changed: has connections end whose readers may not read any more. */
    public void recheckReaders() {
        connections.forEach(Connection::recheckReader);
    }

    /** Ends what is still open. */
    public void closeAll() {
        connections.forEach(Connection::close);
    }

    /** How many connections are open, each stream of HTTP/2 counted as one more. */
    public int count() {
        return connections.size();
    }

    /** How many of them are half open. */
    public int halfOpen() {
        return halfOpen.get();
    }

    /** Whether there is no room for another one. */
    public boolean isFull() {
        return count.get() >= limits.total();
    }

    public Observable<Change> changes() {
        return changes;
    }

    /** What went over all connections on behalf of a technique in this run. */
    public TrafficCounters traffic(String technique) {
        return perTechnique.computeIfAbsent(technique, id -> new TrafficCounters());
    }

    /** The same for all techniques that had any, by their ids. */
    public Map<String, TrafficCounters> traffic() {
        return new TreeMap<>(perTechnique);
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    void changed(Connection connection) {
        boolean closed = connection.state() == ConnectionInfo.State.CLOSED;
        announce(closed ? Change.Kind.CLOSED : Change.Kind.UPDATED, connection);
    }

    /** Several times for each connection: nothing is made for nobody. */
    private void announce(Change.Kind kind, Connection connection) {
        if (changes.hasListeners()) {
            changes.emit(new Change(kind, connection.info()));
        }
    }
}
