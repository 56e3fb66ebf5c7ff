package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.Message.Direction;
import java.time.Instant;
import java.util.Optional;

/**
 * Where the connection that carries the events stands. What the reverse connection goes through before it can do so is
 * told by {@link ReverseState}.
 */
public sealed interface ConnectionState {
    Phase phase();

    /** For switches and style classes. */
    enum Phase {
        DISCONNECTED,
        CONNECTING,
        HANDSHAKING,
        CONNECTED,
        RECONNECTING
    }

    /** @param cause why the last connection ended or could not be made, unless it was the user's wish */
    record Disconnected(Optional<Cause> cause) implements ConnectionState {
        @Override
        public Phase phase() {
            return Phase.DISCONNECTED;
        }
    }

    /** The TCP connection is being made. */
    record Connecting(ServerAddress server) implements ConnectionState {
        @Override
        public Phase phase() {
            return Phase.CONNECTING;
        }
    }

    /** The TCP connection stands; the two sides are finding out who they are. */
    record Handshaking(Direction direction) implements ConnectionState {
        @Override
        public Phase phase() {
            return Phase.HANDSHAKING;
        }
    }

    /** @param direction who dialled whom */
    record Connected(Direction direction, Instant since) implements ConnectionState {
        @Override
        public Phase phase() {
            return Phase.CONNECTED;
        }
    }

    /**
     * The connection was lost or could not be made; it is tried again by itself.
     *
     * @param attempt which attempt comes next, from 1
     * @param at when
     * @param cause why this is necessary
     */
    record Reconnecting(int attempt, Instant at, Cause cause) implements ConnectionState {
        @Override
        public Phase phase() {
            return Phase.RECONNECTING;
        }
    }
}
