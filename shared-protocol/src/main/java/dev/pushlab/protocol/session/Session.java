package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.tap.TrafficCounters;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An established session: both hellos exchanged, the handshake done, the peer checked. Messages go both ways, in
 * order, whoever dialled. Safe for use by any thread.
 */
public interface Session {
    /** Unique within this process's run. */
    long id();

    /** Who dialled whom. */
    Message.Direction direction();

    Suite suite();

    /** Who the peer has proved to be; empty with a shared secret or plaintext. */
    Optional<Peer> peer();

    /** The peer's address as this side sees it. */
    InetSocketAddress remoteAddress();

    /** The handshake hash (32 bytes), equal on both sides and unique to this session; of both hellos if plaintext. */
    Bytes handshakeHash();

    /** When the session was established. */
    Instant since();

    /** Heartbeat, traffic and clock as last known. */
    State<SessionStatus> status();

    /**
     * Sends a message.
     *
     * @return completes when the bytes were handed to the operating system; fails with {@link SessionClosedException}
     *     if the session ended before that
     */
    CompletionStage<Void> send(Message message);

    /** Tells the peer why and closes, once what was sent before has been flushed or a bound has passed. */
    void close(ReasonCode reason, String detail);

    boolean isOpen();

    /**
     * Whether more may be sent for now. Whoever sends a lot must respect it, and go on when {@link
     * SessionListener#writabilityChanged} says so: a session that never drains is closed as too slow.
     */
    default boolean isWritable() {
        return isOpen();
    }

    /** To derive further secrets from the handshake; empty in plaintext. */
    default Optional<SessionSecrets> secrets() {
        return Optional.empty();
    }

    /** The TCP payload bytes of this session's connection. */
    default TrafficCounters traffic() {
        return new TrafficCounters();
    }
}
