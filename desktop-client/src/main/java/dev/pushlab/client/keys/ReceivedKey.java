package dev.pushlab.client.keys;

import dev.pushlab.protocol.message.Message.Direction;
import java.time.Instant;

/**
 * What may be shown of a key that was received: everything but the key.
 *
 * @param server the fingerprint of the server that pushed it, 64 hex digits
 * @param group the group it belongs to
 * @param epoch its number; rises with each key of the group
 * @param algorithm what it is for
 * @param notAfter when it must no longer be used
 * @param fingerprint tells it from other keys without giving it away
 * @param direction of the connection it came over
 * @param received when, by this computer's clock
 */
public record ReceivedKey(
        String server,
        String group,
        long epoch,
        String algorithm,
        Instant notAfter,
        String fingerprint,
        Direction direction,
        Instant received,
        Status status) {
    /** What has become of it. */
    public enum Status {
        /** The newest of its group; held in memory. */
        CURRENT,
        /** A newer one took its place; wiped. */
        SUPERSEDED,
        /** This client was expelled from the group; wiped. */
        REVOKED
    }

    ReceivedKey with(Status newStatus) {
        return new ReceivedKey(server, group, epoch, algorithm, notAfter, fingerprint, direction, received, newStatus);
    }
}
