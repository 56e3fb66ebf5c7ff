package dev.pushlab.protocol.session;

import java.time.Duration;

/**
 * How long a session waits and how much it holds. Every deadline is absolute: it runs from the time named here and is
 * not moved by whatever trickles in meanwhile.
 *
 * @param handshake from the connection to the established session; then {@code HANDSHAKE_TIMEOUT}
 * @param pingInterval between two PINGs
 * @param silence from the last frame heard; then {@code HEARTBEAT_LOST}
 * @param drain how long more than {@code highWaterMark} may be waiting to be sent; then {@code TOO_SLOW}
 * @param farewell from CLOSE to the end of the connection
 * @param lowWaterMark bytes waiting to be sent at which the session becomes writable again
 * @param highWaterMark bytes waiting to be sent at which it ceases to be writable
 * @param maxBacklog bytes waiting to be sent at which it ends at once with {@code TOO_SLOW}
 */
public record SessionLimits(
        Duration handshake,
        Duration pingInterval,
        Duration silence,
        Duration drain,
        Duration farewell,
        int lowWaterMark,
        int highWaterMark,
        long maxBacklog) {
    public static final SessionLimits DEFAULT = new SessionLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            256 << 10,
            1 << 20,
            16L << 20);

    /** @throws IllegalArgumentException if a duration is not positive or the marks are out of order */
    public SessionLimits {
        for (Duration duration : new Duration[] {handshake, pingInterval, silence, drain, farewell}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("not a positive duration: " + duration);
            }
        }
        if (lowWaterMark < 0 || highWaterMark < lowWaterMark || maxBacklog < highWaterMark) {
            throw new IllegalArgumentException(
                    "marks out of order: " + lowWaterMark + ", " + highWaterMark + ", " + maxBacklog);
        }
    }

    public SessionLimits withHandshake(Duration value) {
        return new SessionLimits(
                value, pingInterval, silence, drain, farewell, lowWaterMark, highWaterMark, maxBacklog);
    }

    public SessionLimits withHeartbeat(Duration newPingInterval, Duration newSilence) {
        return new SessionLimits(
                handshake, newPingInterval, newSilence, drain, farewell, lowWaterMark, highWaterMark, maxBacklog);
    }

    public SessionLimits withBacklog(Duration newDrain, int newLow, int newHigh, long newMax) {
        return new SessionLimits(handshake, pingInterval, silence, newDrain, farewell, newLow, newHigh, newMax);
    }
}
