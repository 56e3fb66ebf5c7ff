package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.keys.PeerCertificateException.Reason;
import dev.pushlab.protocol.noise.X25519;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * The payload of the second and third message of the XX handshake: a long-term {@linkplain Identity identity} vouches
 * for the X25519 static key that the handshake itself proves possession of.
 *
 * <pre>
 *   offset  bytes  field
 *        0      1  version, 1
 *        1     32  Ed25519 public key
 *       33      8  not after, seconds since 1970-01-01T00:00:00Z, big-endian
 *       41      1  n = length of the display name, 0 to 64
 *       42      n  display name, UTF-8
 *     42+n     64  Ed25519 signature
 *
 *   signed:    64 bytes 20 | "Pushlab peer certificate v1" | 00 | role (1) | X25519 static key (32)
 *              | not after (8) | n (1) | display name (n)
 * </pre>
 *
 * <p>The form of what is signed follows RFC 8446 §4.4.3. Role and static key are not sent: the receiver takes the role
 * it expects and the key that the handshake authenticated, so a certificate is worth nothing in anybody else's
 * handshake, nor in the opposite role.
 */
public final class PeerCertificate {
    /** The longest display name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = DisplayName.MAX_BYTES;

    /** The longest encoding, in bytes. */
    public static final int MAX_LENGTH =
            1 + Ed25519.KEY_LENGTH + Long.BYTES + 1 + MAX_NAME_BYTES + Ed25519.SIGNATURE_LENGTH;

    private static final byte VERSION = 1;
    private static final int PADDING = 64;
    private static final byte[] CONTEXT = "Pushlab peer certificate v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_LENGTH = MAX_LENGTH - MAX_NAME_BYTES;

    private final byte[] identity;
    private final Instant notAfter;
    private final String name;
    private final byte[] signature;

    private PeerCertificate(byte[] identity, Instant notAfter, String name, byte[] signature) {
        this.identity = identity;
        this.notAfter = notAfter;
        this.name = name;
        this.signature = signature;
    }

    /**
     * Makes and signs a certificate.
     *
     * @param role what the owner of the identity is
     * @param noiseStatic the owner's X25519 static public key, 32 bytes
     * @param notAfter the last second in which it is valid; fractions are cut off
     * @param name what the owner wants to be called; what is not allowed in a name is left out
     */
    public static PeerCertificate issue(
            Identity identity, PeerRole role, byte[] noiseStatic, Instant notAfter, String name) {
        if (noiseStatic.length != X25519.KEY_LENGTH) {
            throw new IllegalArgumentException("X25519 public key of " + noiseStatic.length + " bytes");
        }
        Instant seconds = Instant.ofEpochSecond(notAfter.getEpochSecond());
        String fitting = DisplayName.fitting(name);
        byte[] signature = identity.sign(signedBytes(role, noiseStatic, seconds, fitting));
        return new PeerCertificate(identity.publicKey(), seconds, fitting, signature);
    }

    /**
     * Reads a certificate without believing it: call {@link #verify} before using anything of it.
     *
     * @throws PeerCertificateException {@link Reason#MALFORMED}, {@link Reason#UNKNOWN_VERSION},
     *     {@link Reason#BAD_NAME}
     */
    public static PeerCertificate decode(byte[] encoded) throws PeerCertificateException {
        if (encoded.length > 0 && encoded[0] != VERSION) {
            throw new PeerCertificateException(
                    Reason.UNKNOWN_VERSION, "peer certificate of version " + (encoded[0] & 0xFF));
        }
        if (encoded.length < FIXED_LENGTH) {
            throw new PeerCertificateException(
                    Reason.MALFORMED, "peer certificate of " + encoded.length + " bytes, at least " + FIXED_LENGTH);
        }
        ByteBuffer in = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
        byte[] identity = new byte[Ed25519.KEY_LENGTH];
        in.get(identity);
        long seconds = in.getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw new PeerCertificateException(Reason.MALFORMED, "peer certificate with an impossible expiry");
        }
        int nameLength = in.get() & 0xFF;
        if (nameLength > MAX_NAME_BYTES) {
            throw new PeerCertificateException(
                    Reason.BAD_NAME, "display name of " + nameLength + " bytes, at most " + MAX_NAME_BYTES);
        }
        if (encoded.length != FIXED_LENGTH + nameLength) {
            throw new PeerCertificateException(
                    Reason.MALFORMED,
                    "peer certificate of " + encoded.length + " bytes, not " + (FIXED_LENGTH + nameLength));
        }
        byte[] utf8 = new byte[nameLength];
        in.get(utf8);
        String name = DisplayName.decode(utf8)
                .orElseThrow(() -> new PeerCertificateException(
                        Reason.BAD_NAME, "display name is not UTF-8 or contains control or formatting characters"));
        byte[] signature = new byte[Ed25519.SIGNATURE_LENGTH];
        in.get(signature);
        return new PeerCertificate(identity, Instant.ofEpochSecond(seconds), name, signature);
    }

    /**
     * Checks that the identity signed this very handshake key, in this role, and that it is still in time. Whether the
     * identity is the right one is for the caller to decide, by pin or {@link KnownPeers}.
     *
     * @param role what the peer has to be
     * @param remoteStatic the X25519 static key that the handshake authenticated, 32 bytes
     * @param now the time by this machine's clock
     * @throws PeerCertificateException {@link Reason#BAD_IDENTITY}, {@link Reason#BAD_SIGNATURE},
     *     {@link Reason#EXPIRED}; in this order, so that an expiry is only reported when it is authentic
     */
    public void verify(PeerRole role, byte[] remoteStatic, Instant now) throws PeerCertificateException {
        if (!Ed25519.isValidPublicKey(identity)) {
            throw new PeerCertificateException(
                    Reason.BAD_IDENTITY, "identity of the peer is not an Ed25519 public key of prime order");
        }
        if (!Ed25519.verify(identity, signedBytes(role, remoteStatic, notAfter, name), signature)) {
            throw new PeerCertificateException(
                    Reason.BAD_SIGNATURE,
                    "signature of the peer does not fit its role, handshake key, expiry and name");
        }
        if (now.getEpochSecond() > notAfter.getEpochSecond()) {
            throw new PeerCertificateException(Reason.EXPIRED, "peer certificate expired at " + notAfter);
        }
    }

    /** At most {@link #MAX_LENGTH} bytes. */
    public byte[] encode() {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_LENGTH + utf8.length)
                .put(VERSION)
                .put(identity)
                .putLong(notAfter.getEpochSecond())
                .put((byte) utf8.length)
                .put(utf8)
                .put(signature)
                .array();
    }

    /** The raw Ed25519 public key, 32 bytes, a copy. */
    public byte[] identity() {
        return identity.clone();
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(identity);
    }

    /** The last second in which the certificate is valid. */
    public Instant notAfter() {
        return notAfter;
    }

    /** What the peer calls itself: free of control and formatting characters; may be empty. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "PeerCertificate of " + fingerprint() + " until " + notAfter;
    }

    private static byte[] signedBytes(PeerRole role, byte[] noiseStatic, Instant notAfter, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] spaces = new byte[PADDING];
        Arrays.fill(spaces, (byte) ' ');
        return ByteBuffer.allocate(PADDING + CONTEXT.length + 1 + noiseStatic.length + Long.BYTES + 1 + utf8.length)
                .put(spaces)
                .put(CONTEXT)
                .put((byte) role.code())
                .put(noiseStatic)
                .putLong(notAfter.getEpochSecond())
                .put((byte) utf8.length)
                .put(utf8)
                .array();
    }
}
