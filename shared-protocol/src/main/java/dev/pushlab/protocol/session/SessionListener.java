package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;

/**
 * Follows one session. Called on the session's event loop, one call at a time: must not block. Either {@link #opened}
 * comes first, then any number of {@link #received}, then {@link #closed} once; or {@link #failed} alone.
 */
public interface SessionListener {
    /** The session is established. */
    void opened(Session session);

    /** A message for the application; what keeps the session going (PING, PONG, HANDSHAKE, CLOSE) stays below. */
    void received(Session session, Message message);

    /** {@link Session#isWritable()} has changed. */
    default void writabilityChanged(Session session, boolean writable) {}

    /** The established session ended; by which side, {@code reason} tells. */
    void closed(Session session, ReasonCode reason, String detail);

    /** No session came about. */
    void failed(ReasonCode reason, String detail);
}
