package dev.pushlab.server.session;

import dev.pushlab.protocol.event.Payload;

/**
 * What one session may ask for.
 *
 * @param subscriptions topics at a time; more are refused with TOO_MANY_SUBSCRIPTIONS
 * @param publishesPerSecond on the average, twice as many at once; more are refused with RATE_EXCEEDED
 * @param publishedBytesPerSecond of data, on the average, twice as many at once, but at least one event of the greatest
 *     size
 * @param pendingPublishes PUBLISHes whose answer is still due; more are refused with RATE_EXCEEDED
 */
public record ServerSessionLimits(
        int subscriptions, int publishesPerSecond, long publishedBytesPerSecond, int pendingPublishes) {
    /** 64 topics; 5,000 events and 16 MiB a second; 1,000 unanswered. */
    public static final ServerSessionLimits DEFAULT = new ServerSessionLimits(64, 5_000, 16L << 20, 1_000);

    public ServerSessionLimits {
        if (subscriptions < 1
                || publishesPerSecond < 1
                || publishedBytesPerSecond < Payload.MAX_BYTES / 2
                || pendingPublishes < 1) {
            throw new IllegalArgumentException("a limit is too low");
        }
    }
}
