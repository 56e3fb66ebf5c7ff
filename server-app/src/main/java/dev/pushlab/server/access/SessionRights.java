package dev.pushlab.server.access;

import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What the peer of a session may do, by what it has proved.
 *
 * @param peers for those that have proved something
 * @param loopbackExempt whether a peer that has proved nothing may publish from this machine; from elsewhere it only
 *     reads
 * @param readersNeedProof whether a peer that has proved nothing may do nothing, on this machine or elsewhere
 */
public record SessionRights(PeerRights peers, boolean loopbackExempt, boolean readersNeedProof) {
    public SessionRights {
        loopbackExempt = loopbackExempt && !readersNeedProof;
    }

    /** Where everybody may read. */
    public SessionRights(PeerRights peers, boolean loopbackExempt) {
        this(peers, loopbackExempt, false);
    }

    /** Whether it may read topics. */
    public boolean mayRead(Session session) {
        return mayRead(session.suite());
    }

    boolean mayRead(Suite suite) {
        return !readersNeedProof || suite != Suite.PLAINTEXT;
    }

    /** As they are now. */
    public Rights of(Session session) {
        return of(session.suite(), session.peer(), session.remoteAddress());
    }

    Rights of(Suite suite, Optional<Peer> peer, InetSocketAddress remote) {
        if (suite == Suite.PLAINTEXT) {
            return loopbackExempt && isLoopback(remote) ? Rights.PUBLISHER : Rights.VIEWER;
        }
        return suite.authenticated() && peer.isPresent()
                ? peers.identified(peer.get().fingerprint())
                : peers.sharedSecret();
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }
}
