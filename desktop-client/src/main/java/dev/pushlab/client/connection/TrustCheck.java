package dev.pushlab.client.connection;

import dev.pushlab.client.connection.SecurityState.Trust;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.PeerPolicy;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a server is the one it should be: the pinned one, or else the one met before under the same name, or
 * else a new one. One object serves one attempt and remembers what it decided.
 */
final class TrustCheck implements PeerPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(TrustCheck.class);

    private final KnownPeers known;
    private final String name;
    private final Optional<String> pin;
    private final Clock clock;
    private Trust trust = Trust.NONE;
    private Optional<ChangedIdentity> changed = Optional.empty();

    /** @param name under which the server is remembered */
    TrustCheck(KnownPeers known, String name, Optional<String> pin, Clock clock) {
        this.known = known;
        this.name = name;
        this.pin = pin;
        this.clock = clock;
    }

    @Override
    public Optional<ReasonCode> check(Peer peer) {
        if (pin.isPresent()) {
            trust = Trust.PINNED;
            return pin.get().equals(peer.fingerprint()) ? Optional.empty() : changed(peer, pin.get(), true);
        }
        try {
            KnownPeers.Result result = known.check(name, Fingerprint.parse(peer.fingerprint()));
            if (result instanceof KnownPeers.Result.Changed other) {
                return changed(peer, other.known().toString(), false);
            }
            trust = result instanceof KnownPeers.Result.Matches ? Trust.TRUSTED_BEFORE : Trust.FIRST_USE;
            return Optional.empty();
        } catch (IOException e) {
            // Without the record nobody can say whether this is the same server as before: do not pretend it is new.
            LOG.error("The record of known servers cannot be read; the connection is refused", e);
            return Optional.of(ReasonCode.NOT_AUTHENTICATED);
        }
    }

    /** The session stands: from now on this is the server that belongs to the name. */
    void remember(Peer peer) {
        if (trust == Trust.FIRST_USE) {
            try {
                known.remember(name, Fingerprint.parse(peer.fingerprint()), clock.instant());
            } catch (IOException e) {
                LOG.warn("The server's identity cannot be remembered; it will count as new again", e);
            }
        }
    }

    Trust trust() {
        return trust;
    }

    /** The identity this check has objected to. */
    Optional<ChangedIdentity> changed() {
        return changed;
    }

    private Optional<ReasonCode> changed(Peer peer, String expected, boolean pinned) {
        changed = Optional.of(new ChangedIdentity(name, expected, peer.fingerprint(), pinned));
        return Optional.of(ReasonCode.IDENTITY_CHANGED);
    }
}
