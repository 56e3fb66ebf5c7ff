/**
 * The Noise Protocol Framework, revision 34 (<a href="https://noiseprotocol.org/noise.html">noiseprotocol.org</a>), for
 * Curve25519, ChaChaPoly and AESGCM, SHA256 and SHA512: how two peers agree on keys and protect what they send.
 *
 * <p>Read {@link dev.pushlab.protocol.noise.HandshakeState} first: it runs a handshake from the pattern to the two
 * {@linkplain dev.pushlab.protocol.noise.CipherState cipher states} that protect the records afterwards. The patterns
 * themselves are data, in the notation of the specification, in {@link dev.pushlab.protocol.noise.HandshakePattern}.
 * Why Pushlab has its own implementation is told in {@code docs/decisions/0002-noise-channel.md}; to try it, run the
 * tests whose names contain {@code Noise}.
 *
 * <p>JDK only: every primitive comes from the platform's providers; neither Netty nor JavaFX may be used here. Not
 * covered: Curve448, BLAKE2, the {@code fallback} modifier (§10) and signature or KEM tokens. Added:
 * {@link dev.pushlab.protocol.noise.TransportKeys#exporterSecret()}.
 *
 * <p>Section numbers ("§") in this package are those of revision 34.
 */
package dev.pushlab.protocol.noise;
