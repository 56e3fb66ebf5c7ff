package dev.pushlab.server.technique.reverse;

import java.time.Duration;

/**
 * The bounds of calling.
 *
 * @param oneMachine whether loopback, link-local and this machine's own addresses may be dialled: for server and client
 *     on one machine. Without it a client could make the server knock at its own, inner doors.
 * @param minPort the lowest port that is dialled: below 1024 are the system's services
 * @param perMinute calls to one address asked for by clients, in any 60 seconds
 * @param atOnce attempts under way at a time; further ones wait
 * @param connect until the TCP connection stands
 * @param handshake from then to the established session
 * @param lifetime of a registration
 * @param maxRegistrations at a time
 * @param poll between two POLLs of a called client
 * @param manualAttempts how often a call by hand is tried
 * @param manualPause the first pause of a call by hand; each further one is twice as long
 * @param manualLongestPause but none is longer than this
 * @param maxManual calls by hand that are remembered
 */
public record DialRules(
        boolean oneMachine,
        int minPort,
        int perMinute,
        int atOnce,
        Duration connect,
        Duration handshake,
        Duration lifetime,
        int maxRegistrations,
        Duration poll,
        int manualAttempts,
        Duration manualPause,
        Duration manualLongestPause,
        int maxManual) {
    /** For clients on other machines. */
    public static final DialRules DEFAULT = new DialRules(
            false,
            1024,
            3,
            8,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofSeconds(120),
            1_000,
            Duration.ofSeconds(5),
            30,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            32);

    public DialRules withOneMachine(boolean value) {
        return new DialRules(
                value,
                minPort,
                perMinute,
                atOnce,
                connect,
                handshake,
                lifetime,
                maxRegistrations,
                poll,
                manualAttempts,
                manualPause,
                manualLongestPause,
                maxManual);
    }

    public DialRules withPerMinute(int value) {
        return new DialRules(
                oneMachine,
                minPort,
                value,
                atOnce,
                connect,
                handshake,
                lifetime,
                maxRegistrations,
                poll,
                manualAttempts,
                manualPause,
                manualLongestPause,
                maxManual);
    }

    public DialRules withManual(int attempts, Duration first, Duration longest) {
        return new DialRules(
                oneMachine,
                minPort,
                perMinute,
                atOnce,
                connect,
                handshake,
                lifetime,
                maxRegistrations,
                poll,
                attempts,
                first,
                longest,
                maxManual);
    }

    public DialRules withTimes(Duration newConnect, Duration newHandshake, Duration newPoll) {
        return new DialRules(
                oneMachine,
                minPort,
                perMinute,
                atOnce,
                newConnect,
                newHandshake,
                lifetime,
                maxRegistrations,
                newPoll,
                manualAttempts,
                manualPause,
                manualLongestPause,
                maxManual);
    }
}
