package dev.pushlab.client.connection;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.KnownPeers;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What a client is made of.
 *
 * @param name how it calls itself, 1 to 64 characters
 * @param identity its own; stays the caller's to destroy
 * @param knownServers the servers met before
 * @param timing how long it waits for what
 * @param clock for times that are shown and for the age of keys
 * @param random draws the jitter of the back-off
 */
public record ClientSettings(
        String name, Identity identity, KnownPeers knownServers, Timing timing, Clock clock, RandomGenerator random) {
    /** With default timing, the system's clock and a random jitter. */
    public static ClientSettings of(String name, Identity identity, KnownPeers knownServers) {
        return new ClientSettings(
                name,
                identity,
                knownServers,
                Timing.DEFAULT,
                Clock.systemUTC(),
                RandomGenerator.of("L64X128MixRandom"));
    }

    /** The same with other waits. */
    public ClientSettings withTiming(Timing value) {
        return new ClientSettings(name, identity, knownServers, value, clock, random);
    }
}
