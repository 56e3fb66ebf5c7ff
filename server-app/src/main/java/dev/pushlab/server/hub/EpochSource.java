package dev.pushlab.server.hub;

import java.security.SecureRandom;

/** Where the epoch of a run comes from: a number that no earlier run of this server has used. */
@FunctionalInterface
public interface EpochSource {
    /** The epoch of a run that begins now: 10,000 to 2^53−1. */
    long next();

    /** Random numbers of 31 bits: for a server that keeps nothing. Two runs get the same one once in 2^31. */
    static EpochSource random() {
        return () -> 100_000L + new SecureRandom().nextLong(1L << 31);
    }
}
