package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;

/**
 * Entries for the Jazzer fuzzer: what a peer says of itself, and what is kept of peers. An ordinary test run replays the
 * seeds in the resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code
 * -Dtest=KeysFuzzTest#certificates} searches for new inputs.
 */
class KeysFuzzTest {
    private static final Fingerprint SOMEBODY = Fingerprint.of(new byte[32]);

    /** A certificate has one encoding, and one that nobody has signed is not believed. */
    @FuzzTest(maxDuration = "5m")
    void certificates(byte[] bytes) {
        PeerCertificate certificate;
        try {
            certificate = PeerCertificate.decode(bytes);
        } catch (PeerCertificateException e) {
            return;
        }
        assertThat(certificate.encode()).isEqualTo(bytes);
        assertThat(certificate.name()).matches("[^\\p{Cc}\\p{Cf}]*");
        try {
            certificate.verify(PeerRole.SERVER, new byte[32], Instant.EPOCH);
        } catch (PeerCertificateException e) {
            return;
        }
        throw new AssertionError("believed: " + certificate);
    }

    /** A fingerprint may be typed in several ways and is written in one. */
    @FuzzTest(maxDuration = "5m")
    void fingerprints(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Fingerprint fingerprint;
        try {
            fingerprint = Fingerprint.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(text).doesNotMatch("[0-9a-fA-F]{64}");
            return;
        }
        assertThat(fingerprint.toString()).matches("[0-9a-f]{64}");
        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
    }

    /** Whatever is in the file, it is refused as a whole or kept as a whole when it is changed. */
    @FuzzTest(maxDuration = "5m")
    void knownPeers(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("keys-fuzz");
        Path file = folder.resolve("known");
        try {
            Files.write(file, bytes);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            KnownPeers peers = new KnownPeers(file);
            Map<String, KnownPeers.Entry> before;
            try {
                before = Map.copyOf(peers.all());
            } catch (KeyFileException e) {
                assertThat(e.reason()).isEqualTo(KeyFileException.Reason.MALFORMED);
                return;
            }
            peers.replace("fuzz:1", SOMEBODY, Instant.EPOCH);
            assertThat(peers.check("fuzz:1", SOMEBODY)).isInstanceOf(KnownPeers.Result.Matches.class);
            peers.forget("fuzz:1");
            if (!before.containsKey("fuzz:1")) {
                assertThat(peers.all()).isEqualTo(before);
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }
}
