package dev.pushlab.server.hub;

import java.time.Duration;

/**
 * How a durable subscription is delivered and kept.
 *
 * @param window how many events may be on their way without having been acknowledged: 1 to {@link #MAX_WINDOW}
 * @param ackWait after this long without an acknowledgement, what is on its way is delivered again: {@link
 *     #MIN_ACK_WAIT} to {@link #MAX_ACK_WAIT}
 * @param expiry a subscription that nobody used for this long goes: {@link #MIN_EXPIRY} to {@link #MAX_EXPIRY}
 */
public record DurableOptions(int window, Duration ackWait, Duration expiry) {
    public static final int MAX_WINDOW = 10_000;
    public static final Duration MIN_ACK_WAIT = Duration.ofSeconds(1);
    public static final Duration MAX_ACK_WAIT = Duration.ofHours(1);
    public static final Duration MIN_EXPIRY = Duration.ofMinutes(1);
    public static final Duration MAX_EXPIRY = Duration.ofDays(3650);

    public static final DurableOptions DEFAULT = new DurableOptions(1_000, Duration.ofSeconds(30), Duration.ofDays(7));

    /** @throws IllegalArgumentException naming what is out of its bounds */
    public DurableOptions {
        if (window < 1 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window");
        }
        if (ackWait.compareTo(MIN_ACK_WAIT) < 0 || ackWait.compareTo(MAX_ACK_WAIT) > 0) {
            throw new IllegalArgumentException("ackWait");
        }
        if (expiry.compareTo(MIN_EXPIRY) < 0 || expiry.compareTo(MAX_EXPIRY) > 0) {
            throw new IllegalArgumentException("expiry");
        }
    }
}
