package dev.pushlab.protocol.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a running session.
 *
 * @param lastHeard when the last bytes came from the peer
 * @param roundTrip of the last PING; empty before the first PONG
 * @param clockOffset the peer's clock minus ours, estimated as in NTP from the PING with the shortest round trip of the
 *     last eight; empty before the first PONG. Its error is at most half that round trip.
 * @param renewals how often the keys have been renewed by a new handshake
 */
public record SessionStatus(
        Instant lastHeard, Optional<Duration> roundTrip, Optional<Duration> clockOffset, int renewals) {}
