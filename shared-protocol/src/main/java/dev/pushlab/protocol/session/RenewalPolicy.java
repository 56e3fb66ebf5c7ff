package dev.pushlab.protocol.session;

import java.time.Duration;

/**
 * When the keys of a protected session change. Both sides of a session must have the same {@code recordsPerKey}: it is
 * counted, not announced.
 *
 * @param recordsPerKey after so many records of one direction that direction's key is replaced by a one-way function of
 *     itself (Noise {@code Rekey()}); 1 to 2^32
 * @param interval after so long a new handshake is made inside the channel, by the side that began the first one
 */
public record RenewalPolicy(long recordsPerKey, Duration interval) {
    /** As docs/protocol.md says: 2^20 records, 120 seconds. */
    public static final RenewalPolicy DEFAULT = new RenewalPolicy(1L << 20, Duration.ofSeconds(120));

    public RenewalPolicy {
        if (recordsPerKey < 1 || recordsPerKey > 1L << 32 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(recordsPerKey + " records, " + interval);
        }
    }
}
