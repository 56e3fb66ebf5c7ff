package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.tap.TrafficCounters;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A session over a Netty channel: what others hold of it. What it does is in {@link SessionHandler}. */
final class ChannelSession implements Session {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Channel channel;
    private final SessionHandler handler;
    private final Established established;
    private final InetSocketAddress remoteAddress;
    private final TrafficCounters traffic;
    private final Instant since;
    private final State<SessionStatus> status;

    ChannelSession(
            Channel channel, SessionHandler handler, Established established, TrafficCounters traffic, Instant since) {
        this.channel = channel;
        this.handler = handler;
        this.established = established;
        this.traffic = traffic;
        this.since = since;
        this.remoteAddress = inet(channel.remoteAddress());
        this.status = new State<>(new SessionStatus(since, Optional.empty(), Optional.empty(), 0));
    }

    /** Transports without IP addresses exist in tests only. */
    private static InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : InetSocketAddress.createUnresolved("embedded", 0);
    }

    Established established() {
        return established;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Message.Direction direction() {
        return established.direction();
    }

    @Override
    public Suite suite() {
        return established.suite();
    }

    @Override
    public Optional<Peer> peer() {
        return established.peer();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public Bytes handshakeHash() {
        return established.handshakeHash();
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public State<SessionStatus> status() {
        return status;
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        if (channel.eventLoop().inEventLoop()) {
            handler.send(message, sent);
        } else {
            channel.eventLoop().execute(() -> handler.send(message, sent));
        }
        return sent;
    }

    @Override
    public void close(ReasonCode reason, String detail) {
        if (channel.eventLoop().inEventLoop()) {
            handler.close(reason, detail);
        } else {
            channel.eventLoop().execute(() -> handler.close(reason, detail));
        }
    }

    @Override
    public boolean isOpen() {
        return handler.isOpen();
    }

    @Override
    public boolean isWritable() {
        return isOpen() && channel.isWritable();
    }

    @Override
    public Optional<SessionSecrets> secrets() {
        return established.keys().map(ChannelKeys::exporter);
    }

    @Override
    public TrafficCounters traffic() {
        return traffic;
    }

    @Override
    public String toString() {
        return "session " + id + " with " + peer().map(Peer::name).orElse("an unnamed peer") + " at " + remoteAddress;
    }
}
