package dev.pushlab.client.connection;

import dev.pushlab.protocol.session.SessionLimits;
import java.time.Duration;

/**
 * How long the client waits for what.
 *
 * @param connect for the TCP connection
 * @param firstRetry upper bound of the first wait before connecting again
 * @param longestRetry upper bound of every such wait
 * @param proof after this time a connection counts as proved: the next wait is short again
 * @param register for the answer to REGISTER
 * @param call for the server's call, once registered; the registration's expiry if that is sooner
 * @param leastReregister lower bound of every wait before registering again after a fallback: a server makes only so
 *     many calls to one address, by default three a minute, and its refusal would hide why the call had failed
 * @param firstReregister upper bound of the first such wait
 * @param longestReregister upper bound of every such wait
 * @param move for the old connection to finish when the direction is changed
 * @param session the limits of each session
 */
public record Timing(
        Duration connect,
        Duration firstRetry,
        Duration longestRetry,
        Duration proof,
        Duration register,
        Duration call,
        Duration leastReregister,
        Duration firstReregister,
        Duration longestReregister,
        Duration move,
        SessionLimits session) {
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(21),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            SessionLimits.DEFAULT);
}
