package dev.pushlab.server.fanout;

import java.time.Duration;

/**
 * The bounds of the fan-out, of all event loops together.
 *
 * @param subscriptions at a time, at least 1; more fail with {@link
 *     dev.pushlab.server.hub.TooManySubscriptionsException}
 * @param stall how long a connection may take nothing of what it is to receive; then it is closed
 * @param pinnedBytes how many bytes may wait for single connections, shared with no other, before those that lag have to
 *     wait for their turn; at least 1. Beyond it comes at most one batch for each event loop.
 */
public record FanoutLimits(int subscriptions, Duration stall, long pinnedBytes) {
    /** 100,000 subscriptions, a minute, 128 MiB. */
    public static final FanoutLimits DEFAULT = new FanoutLimits(100_000, Duration.ofSeconds(60), 128L << 20);

    public FanoutLimits {
        if (subscriptions < 1 || stall.isNegative() || stall.isZero() || pinnedBytes < 1) {
            throw new IllegalArgumentException("a bound below 1");
        }
    }
}
