package dev.pushlab.protocol.session;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Round trip and clock offset out of PING and PONG, as in NTP (RFC 5905 §8). Of the last eight exchanges the one with
 * the shortest round trip gives the offset: the less time it spent in queues, the less they can have distorted it.
 */
final class ClockEstimate {
    private static final int KEPT = 8;

    private final long[] roundTrips = new long[KEPT];
    private final long[] offsets = new long[KEPT];
    private int count;

    /**
     * Adds one exchange, all times in microseconds since 1970; ignored if the times contradict each other, as they do
     * when a clock was set meanwhile.
     *
     * @param pingSent by our clock
     * @param pingReceived by the peer's
     * @param pongSent by the peer's
     * @param pongReceived by ours
     * @return whether it was used
     */
    boolean add(long pingSent, long pingReceived, long pongSent, long pongReceived) {
        long roundTrip = (pongReceived - pingSent) - (pongSent - pingReceived);
        if (roundTrip < 0 || pongSent < pingReceived || pongReceived < pingSent) {
            return false;
        }
        int slot = count++ % KEPT;
        roundTrips[slot] = roundTrip;
        // Half of each difference, so that the sum of two far-off clocks cannot overflow.
        offsets[slot] = (pingReceived - pingSent) / 2 + (pongSent - pongReceived) / 2;
        return true;
    }

    /** Of the latest exchange. */
    Optional<Duration> roundTrip() {
        return count == 0 ? Optional.empty() : Optional.of(micros(roundTrips[(count - 1) % KEPT]));
    }

    /** The peer's clock minus ours. */
    Optional<Duration> offset() {
        if (count == 0) {
            return Optional.empty();
        }
        int best = 0;
        for (int i = 1; i < Math.min(count, KEPT); i++) {
            if (roundTrips[i] < roundTrips[best]) {
                best = i;
            }
        }
        return Optional.of(micros(offsets[best]));
    }

    private static Duration micros(long value) {
        return Duration.of(value, ChronoUnit.MICROS);
    }
}
