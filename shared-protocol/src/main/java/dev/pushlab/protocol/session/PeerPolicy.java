package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether to talk to a peer that has proved its identity: pinned, known from before, anybody. Asked before this
 * side reveals its own identity. Called on the event loop: must answer at once.
 */
@FunctionalInterface
public interface PeerPolicy {
    /** Empty to go on, or why not: {@link ReasonCode#IDENTITY_CHANGED} or {@link ReasonCode#NOT_ALLOWED}. */
    Optional<ReasonCode> check(Peer peer);

    /** Everybody who proves an identity; for a server that records who comes. */
    static PeerPolicy anyone() {
        return peer -> Optional.empty();
    }

    /** Only the peer with this fingerprint, 64 hex digits; anybody else is {@link ReasonCode#IDENTITY_CHANGED}. */
    static PeerPolicy pinned(String fingerprint) {
        byte[] pin = fingerprint.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        return peer -> MessageDigest.isEqual(pin, peer.fingerprint().getBytes(StandardCharsets.US_ASCII))
                ? Optional.empty()
                : Optional.of(ReasonCode.IDENTITY_CHANGED);
    }

    /** Both must agree; the first one's objection counts. */
    default PeerPolicy and(PeerPolicy other) {
        return peer -> check(peer).or(() -> other.check(peer));
    }
}
