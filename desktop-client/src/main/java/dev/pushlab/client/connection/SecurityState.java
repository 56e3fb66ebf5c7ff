package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Peer;
import java.util.Optional;

/**
 * How the present connection is protected and why the other side is believed. A server that is not believed has no
 * connection: see {@link ChangedIdentity}.
 *
 * @param peer who the server has proved to be; empty with a shared secret and in plaintext
 * @param safetyNumber what both sides' people can read out to each other; present exactly if the peer is
 */
public record SecurityState(Suite suite, Optional<Peer> peer, Optional<String> safetyNumber, Trust trust) {
    /** Why the other side is believed to be the right one. */
    public enum Trust {
        /** Its fingerprint was given beforehand. */
        PINNED,
        /** It is the one met at this address before. */
        TRUSTED_BEFORE,
        /** Met here for the first time: compare the safety number. */
        FIRST_USE,
        /** It knows the shared secret. */
        SHARED_SECRET,
        /** It is not known who it is: plaintext. */
        NONE
    }
}
