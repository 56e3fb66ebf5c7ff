package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A connection as it is at one moment.
 *
 * @param id unique in this run, in the order in which connections came
 * @param protocol what is spoken on it
 * @param remote the peer's address
 * @param who how the peer calls itself or proves to be; empty if it does not say
 * @param identity the fingerprint of the identity that the peer has proved, 64 lower-case hex digits
 * @param technique the id of the technique that serves it; empty while none does
 * @param direction who dialled whom
 * @param since when it was established
 * @param bytesIn TCP payload received; of a stream: the frames of HTTP/2 within it
 * @param bytesOut the same, sent
 * @param lastHeard when bytes came last
 * @param state what it is doing
 */
public record ConnectionInfo(
        long id,
        Protocol protocol,
        InetSocketAddress remote,
        String who,
        Optional<String> identity,
        Optional<String> technique,
        Message.Direction direction,
        Instant since,
        long bytesIn,
        long bytesOut,
        Instant lastHeard,
        State state) {
    /**
     * For so long after a request the next one is expected: several times the interval at which pages poll unless told
     * otherwise. Who asks more seldom is in use only for so long after each request.
     */
    private static final Duration RHYTHM = Duration.ofSeconds(10);

    public enum Protocol {
        HTTP,
        /** HTTP/1.1 over TLS, or TLS that has not agreed on anything yet. */
        HTTPS,
        /** HTTP/2 over TLS. */
        HTTP2,
        /** One of the streams within such a connection: it has an entry of its own, with the bytes of its frames. */
        HTTP2_STREAM,
        BINARY
    }

    public enum State {
        /** Established, and nothing agreed yet: no request, or the handshake is going on. */
        OPENING,
        /** Between two requests. */
        IDLE,
        /** A request is being answered. */
        ACTIVE,
        /** Events are being delivered. */
        STREAMING,
        CLOSING,
        CLOSED
    }

    /**
     * Whether somebody receives by it: a request is being answered, events are being delivered, or the last request is so
     * recent that the next one is to be expected. Browsers keep connections open for a while after that.
     */
    public boolean isInUse(Instant now) {
        return switch (state) {
            case OPENING, ACTIVE, STREAMING -> true;
            case IDLE -> lastHeard.isAfter(now.minus(RHYTHM));
            case CLOSING, CLOSED -> false;
        };
    }
}
