package dev.pushlab.client.connection;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/** Where the reverse connection stands: the server dials this client's listener. */
public sealed interface ReverseState {
    Phase phase();

    /** For switches and style classes. */
    enum Phase {
        OFF,
        LISTENING,
        REGISTERING,
        REGISTERED,
        CALLED,
        AUTHENTICATED,
        KEYED,
        FALLBACK_FORWARD
    }

    /** Not in use. @param cause why it could not be used, if it was wanted (the port is taken, for instance) */
    record Off(Optional<Cause> cause) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.OFF;
        }
    }

    /** The own listener waits. */
    record Listening(InetSocketAddress address) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.LISTENING;
        }
    }

    /** The server has been asked to call back. */
    record Registering(InetSocketAddress address) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.REGISTERING;
        }
    }

    /**
     * The server has promised to call.
     *
     * @param observedAddress where the server sees this client and will dial: an IP address literal
     * @param expiry until when
     */
    record Registered(InetSocketAddress address, String observedAddress, Instant expiry) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.REGISTERED;
        }
    }

    /** Somebody has dialled; who it is, is not known yet. */
    record Called(InetSocketAddress from) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.CALLED;
        }
    }

    /** The caller is the server it should be; events flow over its connection. */
    record Authenticated(InetSocketAddress from) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.AUTHENTICATED;
        }
    }

    /** And has handed over a key. */
    record Keyed(InetSocketAddress from, String group, long epoch) implements ReverseState {
        @Override
        public Phase phase() {
            return Phase.KEYED;
        }
    }

    /**
     * No call came or it failed: everything, keys included, goes over the forward connection.
     *
     * @param cause as the server told it, or that no call came in time
     * @param retry when the client will ask again
     * @param earlier why the last call failed, if the cause is only that the server does not want to try again so soon
     */
    record FallbackForward(Cause cause, Instant retry, Optional<Cause> earlier) implements ReverseState {
        public FallbackForward(Cause cause, Instant retry) {
            this(cause, retry, Optional.empty());
        }

        @Override
        public Phase phase() {
            return Phase.FALLBACK_FORWARD;
        }
    }
}
