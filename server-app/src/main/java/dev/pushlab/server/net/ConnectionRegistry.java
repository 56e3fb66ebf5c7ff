package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.tap.TrafficCounters;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Every connection of this server, whatever is spoken on it and whoever dialled. Safe for use by any thread. */
public final class ConnectionRegistry {
    private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

    private final int limit;
    private final int limitPerAddress;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final Map<String, TrafficCounters> perTechnique = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
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

    /**
     * @param limit how many connections there may be at a time
     * @param limitPerAddress how many of one address; loopback addresses are exempt
     */
    public ConnectionRegistry(int limit, int limitPerAddress) {
        this.limit = limit;
        this.limitPerAddress = limitPerAddress;
    }

    /** Enters a connection until it closes; empty if that is one too many. On the channel's event loop. */
    Optional<Connection> register(Channel channel, ConnectionInfo.Protocol protocol, Message.Direction direction) {
        InetSocketAddress remote = channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
        if (count.incrementAndGet() > limit) {
            count.decrementAndGet();
            return Optional.empty();
        }
        InetAddress address = remote.getAddress();
        if (address != null
                && perAddress.merge(address, 1, Integer::sum) > limitPerAddress
                && !address.isLoopbackAddress()) {
            leave(address);
            return Optional.empty();
        }
        Connection connection = new Connection(this, ids.incrementAndGet(), protocol, direction, channel, remote);
        connections.add(connection);
        announce(Change.Kind.OPENED, connection);
        channel.closeFuture().addListener(closed -> {
            connections.remove(connection);
            leave(address);
            connection.state(ConnectionInfo.State.CLOSED);
        });
        return Optional.of(connection);
    }

    private void leave(InetAddress address) {
        count.decrementAndGet();
        if (address != null) {
            perAddress.computeIfPresent(address, (it, number) -> number == 1 ? null : number - 1);
        }
    }

    /** The connections as they are now, the oldest first. */
    public List<ConnectionInfo> snapshot() {
        return connections.stream()
                .map(Connection::info)
                .sorted(Comparator.comparingLong(ConnectionInfo::id))
                .toList();
    }

    /** The connection with this id, if it is open. */
    public Optional<Connection> find(long id) {
        return connections.stream().filter(it -> it.id() == id).findFirst();
    }

    /** Has every connection end in the way of its protocol; one that has yet to agree on its words does so after that. */
    public void shutDown() {
        shuttingDown = true;
        connections.forEach(Connection::shutDown);
    }

    /** Tokens have changed: has connections end whose readers may not read any more. */
    public void recheckReaders() {
        connections.forEach(Connection::recheckReader);
    }

    /** Ends what is still open. */
    public void closeAll() {
        connections.forEach(Connection::close);
    }

    /** How many connections are open. */
    public int count() {
        return connections.size();
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
