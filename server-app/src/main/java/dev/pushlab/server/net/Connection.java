package dev.pushlab.server.net;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.protocol.tap.WireTap;
import dev.pushlab.server.access.Role;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection in the {@link ConnectionRegistry}, and what is known about it; so is each stream of HTTP/2. Safe for use by
 * any thread.
 */
public final class Connection {
    /** What the server tells all handlers of a connection, as a user event. */
    public enum Event {
        /** Say goodbye in the words of the protocol, and close; whoever does so keeps the event to itself. */
        SHUTTING_DOWN,
        /** Whoever reads here may not any more: say so in the words of the protocol, and close. */
        READER_LOST,
        /** The client is to come again over another connection: ask it to in the words of the protocol, and close. */
        RECONNECT
    }

    /** Knows what a connection is still to be given. */
    @FunctionalInterface
    public interface Drain {
        /** For use on the event loop: runs the action on it when everything has been written to the channel. */
        void whenDrained(Channel channel, Runnable action);
    }

    private static final AttributeKey<Connection> KEY = AttributeKey.valueOf(Connection.class, "connection");

    private final ConnectionRegistry registry;
    private final long id;
    private final Message.Direction direction;
    private final Channel channel;
    private final InetSocketAddress remote;
    private final TrafficCounters traffic = new TrafficCounters();
    private final WireTap tap = new WireTap(traffic);
    /** On the event loop only. */
    private boolean halfOpen;

    private volatile ConnectionInfo.Protocol protocol;
    private volatile String who = "";
    private volatile String identity;
    private volatile String technique;
    private volatile EventId acknowledged;
    private volatile Caller reader;
    private volatile ConnectionInfo.State state = ConnectionInfo.State.OPENING;

    Connection(
            ConnectionRegistry registry,
            long id,
            ConnectionInfo.Protocol protocol,
            Message.Direction direction,
            Channel channel,
            InetSocketAddress remote,
            boolean halfOpen) {
        this.registry = registry;
        this.id = id;
        this.protocol = protocol;
        this.direction = direction;
        this.channel = channel;
        this.remote = remote;
        this.halfOpen = halfOpen;
        channel.attr(KEY).set(this);
    }

    /** The connection that a channel carries; every channel made by a {@link TappedInitializer} carries one. */
    public static Connection of(Channel channel) {
        return Objects.requireNonNull(channel.attr(KEY).get(), "a channel without a connection");
    }

    public long id() {
        return id;
    }

    public InetSocketAddress remote() {
        return remote;
    }

    /** How requests come. */
    public Arrival arrival() {
        int port = channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
        return new Arrival(remote, scheme(), port);
    }

    /** How HTTP came. */
    public Scheme scheme() {
        return switch (protocol) {
            case HTTPS, HTTP2, HTTP2_STREAM -> Scheme.HTTPS;
            case HTTP, BINARY -> Scheme.HTTP;
        };
    }

    /** It has turned out what is spoken. */
    void protocol(ConnectionInfo.Protocol agreed) {
        protocol = agreed;
        registry.changed(this);
    }

    /** Whether it is something that was asked for rather than only a part of a connection that is known itself. */
    boolean isOfInterest() {
        return protocol != ConnectionInfo.Protocol.HTTP2_STREAM || technique != null;
    }

    public TrafficCounters traffic() {
        return traffic;
    }

    public ConnectionInfo.State state() {
        return state;
    }

    /** The peer has sent a whole head of a request, or the handshake has ended well. On the event loop only. */
    public void agreed() {
        if (halfOpen) {
            halfOpen = false;
            registry.agreed(this);
        }
    }

    /** The peer has proved that it is whom this fingerprint belongs to. Before {@link #who}, which is announced. */
    public void identity(String fingerprint) {
        identity = fingerprint;
    }

    /** The peer has said or proved who it is. */
    public void who(String name) {
        who = name;
        registry.changed(this);
    }

    /** From now on this technique serves the connection, and is credited with its bytes. On the event loop only. */
    public void technique(String id) {
        tap.creditTo(id == null ? null : registry.traffic(id));
        if (!Objects.equals(id, technique)) {
            technique = id;
            registry.changed(this);
        }
    }

    /** What went over all connections on behalf of a technique. */
    public TrafficCounters traffic(String ofTechnique) {
        return registry.traffic(ofTechnique);
    }

    /** The request has been answered: the next one may be from somebody else, and for another technique. */
    void answered() {
        tap.creditTo(null);
        reader = null;
    }

    /** By whose rights events are read here from now on: without them the connection ends. */
    public void reader(Caller caller) {
        reader = caller;
    }

    /** The rights of tokens are others now. */
    void recheckReader() {
        Caller present = reader;
        if (present != null && present.refusal(Role.VIEWER).isPresent()) {
            channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(Event.READER_LOST));
        }
    }

    /** The client says that it has everything up to and including this event. */
    public void acknowledged(EventId id) {
        acknowledged = id;
    }

    /** What the client has acknowledged last; empty if nothing. */
    public Optional<EventId> acknowledged() {
        return Optional.ofNullable(acknowledged);
    }

    public void state(ConnectionInfo.State next) {
        if (state != next && state != ConnectionInfo.State.CLOSED) {
            state = next;
            registry.changed(this);
        }
    }

    /** Has the handlers ask the client to come again, and close, after a while. */
    void reconnect(Duration after) {
        channel.eventLoop().schedule(this::askToComeAgain, after.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void askToComeAgain() {
        channel.pipeline().fireUserEventTriggered(Event.RECONNECT);
    }

    /** Ends the connection. */
    public void close() {
        channel.close();
    }

    /** Whether it is to end: what only now could say goodbye has missed {@link Event#SHUTTING_DOWN}. */
    public boolean isShuttingDown() {
        return registry.isShuttingDown();
    }

    /** Has the handlers say goodbye and close, when what waits for them has been written. */
    void shutDown(Drain drain) {
        Runnable goodbye = () -> channel.pipeline().fireUserEventTriggered(Event.SHUTTING_DOWN);
        channel.eventLoop().execute(() -> drain.whenDrained(channel, goodbye));
    }

    public ConnectionInfo info() {
        return new ConnectionInfo(
                id,
                protocol,
                remote,
                who,
                Optional.ofNullable(identity),
                Optional.ofNullable(technique),
                direction,
                traffic.since(),
                traffic.bytesIn(),
                traffic.bytesOut(),
                traffic.lastHeard(),
                state);
    }

    WireTap tap() {
        return tap;
    }
}
