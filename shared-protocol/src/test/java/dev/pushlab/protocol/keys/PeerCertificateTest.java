package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.keys.PeerCertificateException.Reason;
import dev.pushlab.protocol.noise.NoiseKeyPair;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);

    private final Identity identity = Identity.generate();
    private final byte[] noiseStatic = NoiseKeyPair.generate().publicKey();

    @Test
    void survivesTheWireAndVerifies() throws PeerCertificateException {
        PeerCertificate sent = issue(PeerRole.SERVER, "Lab server 实验室");
        byte[] encoded = sent.encode();
        PeerCertificate received = PeerCertificate.decode(encoded);
        received.verify(PeerRole.SERVER, noiseStatic, NOW);

        assertThat(received.name()).isEqualTo("Lab server 实验室");
        assertThat(received.notAfter()).isEqualTo(LATER);
        assertThat(received.identity()).isEqualTo(identity.publicKey());
        assertThat(received.fingerprint()).isEqualTo(identity.fingerprint());
        assertThat(received.encode()).isEqualTo(encoded);
        assertThat(encoded).hasSize(106 + "Lab server 实验室".getBytes(StandardCharsets.UTF_8).length);
        assertThat(encoded.length).isLessThanOrEqualTo(PeerCertificate.MAX_LENGTH);
    }

    /** The layout of the Javadoc, and what is signed, put together by hand. */
    @Test
    void theBytesAreTheDocumentedOnes() {
        byte[] encoded = issue(PeerRole.CLIENT, "Ann").encode();
        HexFormat hex = HexFormat.of();
        String expiry = "%016x".formatted(LATER.getEpochSecond());
        assertThat(hex.formatHex(encoded, 0, 45))
                .isEqualTo("01" + hex.formatHex(identity.publicKey()) + expiry + "03" + "416e6e");
        byte[] signed = hex.parseHex("20".repeat(64)
                + hex.formatHex("Pushlab peer certificate v1".getBytes(StandardCharsets.US_ASCII))
                + "00" + "01" + hex.formatHex(noiseStatic) + expiry + "03" + "416e6e");
        assertThat(Arrays.copyOfRange(encoded, 45, encoded.length)).isEqualTo(identity.sign(signed));
    }

    @Test
    void anotherRoleOrHandshakeKeyIsNoticed() throws PeerCertificateException {
        PeerCertificate certificate =
                PeerCertificate.decode(issue(PeerRole.SERVER, "x").encode());
        byte[] otherStatic = NoiseKeyPair.generate().publicKey();
        assertFails(Reason.BAD_SIGNATURE, () -> certificate.verify(PeerRole.CLIENT, noiseStatic, NOW));
        assertFails(Reason.BAD_SIGNATURE, () -> certificate.verify(PeerRole.SERVER, otherStatic, NOW));
    }

    @Test
    void expires() throws PeerCertificateException {
        PeerCertificate certificate = issue(PeerRole.SERVER, "x");
        certificate.verify(PeerRole.SERVER, noiseStatic, LATER.plusMillis(999));
        assertFails(Reason.EXPIRED, () -> certificate.verify(PeerRole.SERVER, noiseStatic, LATER.plusSeconds(1)));
    }

    @Test
    void everyByteIsProtected() throws PeerCertificateException {
        byte[] encoded = issue(PeerRole.SERVER, "name").encode();
        for (int i = 0; i < encoded.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = encoded.clone();
                changed[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> PeerCertificate.decode(changed).verify(PeerRole.SERVER, noiseStatic, NOW))
                        .as("byte %d bit %d", i, bit)
                        .isInstanceOf(PeerCertificateException.class);
            }
        }
    }

    @Test
    void otherLengthsAreMalformed() {
        byte[] encoded = issue(PeerRole.SERVER, "name").encode();
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = Arrays.copyOf(encoded, length);
            assertFails(Reason.MALFORMED, () -> PeerCertificate.decode(cut));
        }
        assertFails(Reason.MALFORMED, () -> PeerCertificate.decode(Arrays.copyOf(encoded, encoded.length + 1)));
    }

    @Test
    void anUnknownVersionIsToldApart() {
        byte[] encoded = issue(PeerRole.SERVER, "name").encode();
        encoded[0] = 2;
        assertFails(Reason.UNKNOWN_VERSION, () -> PeerCertificate.decode(encoded));
    }

    @Test
    void anImpossibleExpiryIsMalformed() {
        byte[] encoded = issue(PeerRole.SERVER, "name").encode();
        encoded[33] = (byte) 0x80;
        assertFails(Reason.MALFORMED, () -> PeerCertificate.decode(encoded));
        encoded[33] = 0x7F;
        assertFails(Reason.MALFORMED, () -> PeerCertificate.decode(encoded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0200000000000000000000000000000000000000000000000000000000000000"
            })
    void anIdentityUnderWhichAnythingVerifiesIsRefused(String lowOrder) throws PeerCertificateException {
        byte[] encoded = issue(PeerRole.SERVER, "name").encode();
        System.arraycopy(HexFormat.of().parseHex(lowOrder), 0, encoded, 1, 32);
        PeerCertificate certificate = PeerCertificate.decode(encoded);
        assertFails(Reason.BAD_IDENTITY, () -> certificate.verify(PeerRole.SERVER, noiseStatic, NOW));
    }

    /** Line feed, escape, DEL, C1, right-to-left override, zero-width space, line separator, lone continuation. */
    @ParameterizedTest
    @ValueSource(strings = {"610a62", "1b5b", "7f", "c285", "e280ae", "e2808b", "e280a8", "80", "c3", "eda080", "c080"})
    void unsuitableNamesAreRefused(String utf8) {
        byte[] name = HexFormat.of().parseHex(utf8);
        byte[] encoded = issue(PeerRole.SERVER, "n".repeat(name.length)).encode();
        System.arraycopy(name, 0, encoded, 42, name.length);
        assertFails(Reason.BAD_NAME, () -> PeerCertificate.decode(encoded));
    }

    @Test
    void aNameOfMoreThan64BytesIsRefused() {
        byte[] encoded = Arrays.copyOf(issue(PeerRole.SERVER, "n".repeat(64)).encode(), 106 + 65);
        encoded[41] = 65;
        assertFails(Reason.BAD_NAME, () -> PeerCertificate.decode(encoded));
        assertThatCode(() -> PeerCertificate.decode(
                        issue(PeerRole.SERVER, "n".repeat(64)).encode()))
                .doesNotThrowAnyException();
    }

    @Test
    void ownNamesAreMadeToFit() throws PeerCertificateException {
        assertThat(issue(PeerRole.CLIENT, "").name()).isEmpty();
        assertThat(issue(PeerRole.CLIENT, "  a\nb\u202Ec\uD800  ").name()).isEqualTo("abc");
        assertThat(issue(PeerRole.CLIENT, "x".repeat(100)).name()).isEqualTo("x".repeat(64));
        // 21 characters of 3 bytes are 63; a 22nd would not fit, and is not cut in the middle.
        PeerCertificate certificate = issue(PeerRole.CLIENT, "名".repeat(30));
        assertThat(certificate.name()).isEqualTo("名".repeat(21));
        PeerCertificate.decode(certificate.encode()).verify(PeerRole.CLIENT, noiseStatic, NOW);
    }

    @Test
    void randomBytesAreRefusedCleanly() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(PeerCertificate.MAX_LENGTH + 10)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 1;
            }
            assertThatThrownBy(() -> PeerCertificate.decode(bytes).verify(PeerRole.SERVER, noiseStatic, NOW))
                    .as("seed %d, round %d", seed, i)
                    .isInstanceOf(PeerCertificateException.class);
        }
    }

    private PeerCertificate issue(PeerRole role, String name) {
        return PeerCertificate.issue(identity, role, noiseStatic, LATER, name);
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PeerCertificateException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
