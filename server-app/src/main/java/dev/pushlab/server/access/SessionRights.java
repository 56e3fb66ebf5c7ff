package dev.pushlab.server.access;

import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Session;
import java.net.InetSocketAddress;

/**
 * What the peer of a session may do, by what it has proved.
 *
 * @param peers for those that have proved something
 * @param loopbackExempt whether a peer that has proved nothing may publish from this machine; from elsewhere it only
 *     reads
 */
public record SessionRights(PeerRights peers, boolean loopbackExempt) {
    /** Whoever has proved something publishes, and whoever is on this machine. */
    public static SessionRights defaults() {
        return new SessionRights(PeerRights.inMemory(), true);
    }

    /** As they are now. */
    public Rights of(Session session) {
        if (session.suite() == Suite.PLAINTEXT) {
            return loopbackExempt && isLoopback(session.remoteAddress()) ? Rights.PUBLISHER : Rights.VIEWER;
        }
        if (session.suite().authenticated() && session.peer().isPresent()) {
            return peers.identified(session.peer().get().fingerprint());
        }
        return peers.sharedSecret();
    }

    private static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }
}
