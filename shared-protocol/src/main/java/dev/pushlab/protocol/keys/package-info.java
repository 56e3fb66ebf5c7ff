/**
 * Who a peer is, and the keys it is given: long-term identities, how they are stored, shown and pinned, and group keys.
 *
 * <p>Read {@link dev.pushlab.protocol.keys.PeerCertificate} first: it is what binds a person's long-term
 * {@linkplain dev.pushlab.protocol.keys.Identity identity} to the keys of one {@code noise} handshake. Then
 * {@link dev.pushlab.protocol.keys.KnownPeers} (trust on first use), {@link dev.pushlab.protocol.keys.SafetyNumber}
 * (what two people read to each other) and {@link dev.pushlab.protocol.keys.GroupKey} (what is pushed and confirmed).
 *
 * <p>JDK and BouncyCastle only: neither Netty nor JavaFX may be used here.
 */
package dev.pushlab.protocol.keys;
