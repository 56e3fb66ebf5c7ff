package dev.pushlab.server.net;

/**
 * How many connections there may be, whatever is spoken on them. More are refused: over HTTP with 503, in the binary
 * protocol with TOO_MANY_CONNECTIONS.
 *
 * @param total open at a time; 0 lets nobody in
 * @param perAddress of these from one address
 * @param halfOpen accepted, but without a whole head of a request or the end of a handshake so far; at least 1. How long
 *     they may take is in {@link HttpLimits#headDeadline} and {@link
 *     dev.pushlab.protocol.session.SessionLimits#handshake}.
 * @param halfOpenPerAddress of these from one address
 */
public record ConnectionLimits(int total, PerAddress perAddress, int halfOpen, PerAddress halfOpenPerAddress) {
    /** 20,000, of which 5,000 may be half open; from one address 1,000 and 500. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(20_000, PerAddress.of(1_000), 5_000, PerAddress.of(500));

    public ConnectionLimits {
        if (total < 0 || halfOpen < 1) {
            throw new IllegalArgumentException("a limit is too low");
        }
    }

    /** Half-open ones are not bound apart. */
    public static ConnectionLimits of(int total, int perAddress) {
        return new ConnectionLimits(total, PerAddress.of(perAddress), total, PerAddress.of(perAddress));
    }
}
