package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.PeerCertificate;
import dev.pushlab.protocol.keys.PeerCertificateException;
import dev.pushlab.protocol.keys.PeerRole;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.ReasonCode;
import java.time.Duration;
import java.time.Instant;

/** The certificates of one XX handshake: the own one that is shown, and how the peer's is judged. */
final class Certificates {
    /** Every session has a static key of its own, so a certificate need not outlive the handshake by much. */
    private static final Duration LIFE = Duration.ofDays(1);

    private final byte[] own;
    private final PeerRole peerRole;
    private final Instant now;

    /** @param noiseStatic this side's static key in this handshake */
    Certificates(SessionConfig config, byte[] noiseStatic, Instant now) {
        Identity identity = config.identity().orElseThrow();
        this.own = PeerCertificate.issue(identity, config.role(), noiseStatic, now.plus(LIFE), config.name())
                .encode();
        this.peerRole = config.role().other();
        this.now = now;
    }

    /** The own certificate, encoded. */
    byte[] own() {
        return own.clone();
    }

    /**
     * Who the peer is.
     *
     * @param payload its certificate, encoded
     * @param remoteStatic the static key that the handshake authenticated
     * @throws ProtocolException {@code BAD_CERTIFICATE}
     */
    Peer judge(byte[] payload, byte[] remoteStatic) {
        try {
            PeerCertificate certificate = PeerCertificate.decode(payload);
            certificate.verify(peerRole, remoteStatic, now);
            return new Peer(
                    certificate.name(),
                    Bytes.of(certificate.identity()),
                    certificate.fingerprint().toString());
        } catch (PeerCertificateException e) {
            throw new ProtocolException(ReasonCode.BAD_CERTIFICATE, e.getMessage(), e);
        }
    }
}
