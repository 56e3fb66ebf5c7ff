package dev.pushlab.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pushlab.protocol.keys.KeyFileException;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.tls.CertificateFileException.Reason;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that the server makes and keeps, and those it is given. */
class HttpsCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(90));
    private static final String ADDRESS = "192.0.2.7";

    @TempDir
    Path folder;

    // ---- self-made

    @Test
    void aSelfMadeOneIsForItsNamesAndForNothingElse() throws Exception {
        X509Certificate made = own(NOW, "lab.example", "0:0:0:0:0:0:0:1", "192.0.2.7")
                .certificate()
                .leaf();

        assertThat(SelfMade.names(made)).containsExactly("127.0.0.1", "192.0.2.7", "::1", "lab.example", "localhost");
        assertThat(made.getSubjectAlternativeNames())
                .filteredOn(name -> name.get(0).equals(7))
                .hasSize(3);
        assertThat(made.getPublicKey())
                .isInstanceOfSatisfying(
                        ECPublicKey.class,
                        key -> assertThat(key.getParams().getOrder().bitLength())
                                .isEqualTo(256));
        assertThat(made.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(made.getBasicConstraints()).isEqualTo(-1);
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.getKeyUsage()[0]).isTrue();
        made.verify(made.getPublicKey());
        assertThat(Duration.between(NOW, made.getNotAfter().toInstant())).isLessThan(Duration.ofDays(398));
    }

    @Test
    void isKeptForItsOwnerOnlyAndSharedWithoutItsKey() throws Exception {
        HttpsCertificate made = own(NOW);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("https.pem"))))
                .isEqualTo("rw-------");
        Path shared = folder.resolve("https-certificate.pem");
        assertThat(Files.readString(shared)).doesNotContain("PRIVATE");
        assertThat(PemFiles.certificates(shared, Files.readString(shared)))
                .containsExactly(made.certificate().leaf());
        assertThat(own(NOW.plus(Duration.ofDays(300))).certificate().leaf())
                .isEqualTo(made.certificate().leaf());
        assertThat(made.certificate().toString()).doesNotContain("PRIVATE", "EC Private");
    }

    @Test
    void isMadeAgainNearItsEndAndForOtherNames() throws Exception {
        String first = own(NOW).certificate().fingerprint();
        String renamed = own(NOW, "lab.example").certificate().fingerprint();
        assertThat(renamed).isNotEqualTo(first).hasSize(64);
        Instant near =
                NOW.plus(SelfMade.LIFETIME).minus(KeptCertificate.RENEWAL).plusSeconds(1);
        assertThat(own(near, "lab.example").certificate().fingerprint()).isNotEqualTo(renamed);
    }

    @Test
    void isMadeAgainWhileTheServerRuns() throws Exception {
        TestClock clock = new TestClock();
        HttpsCertificate running =
                HttpsCertificate.open(HttpsOptions.selfMade(0), Optional.empty(), Stream.of("lab.example"), clock);
        SslContext context = running.get();
        running.look();
        assertThat(running.get()).isSameAs(context);
        clock.now = NOW.plus(SelfMade.LIFETIME).minus(Duration.ofDays(1));
        running.look();
        assertThat(running.get()).isNotSameAs(context);
        assertThat(running.certificate().notAfter()).isAfter(clock.now.plus(Duration.ofDays(300)));
    }

    @Test
    void aKeptOneThatIsDamagedOrExposedIsAnError() throws Exception {
        own(NOW);
        Path kept = folder.resolve("https.pem");
        String good = Files.readString(kept);
        for (String bad : List.of("", good.substring(0, good.length() / 2), good.replace("CERTIFICATE", "X"))) {
            Files.writeString(kept, bad);
            assertThat(refused(() -> own(NOW))).isEqualTo(Reason.DAMAGED);
        }
        Files.writeString(kept, good);
        Files.setPosixFilePermissions(kept, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> own(NOW)).isInstanceOf(KeyFileException.class).hasMessageContaining("https.pem");
    }

    // ---- given

    @ParameterizedTest
    @CsvSource({"RSA, SHA256withRSA", "EC, SHA256withECDSA", "Ed25519, Ed25519"})
    void takesKeysInOldAndNewForms(String algorithm, String signature) throws Exception {
        PemTestFiles files = given(algorithm, signature);
        assertThat(open(files, NOW).certificate().leaf()).isEqualTo(files.certificate());
        PemTestFiles.saveSecret(
                files.keyFile(), new JcaPKCS8Generator(files.pair().getPrivate(), null));
        assertThat(Files.readString(files.keyFile())).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(open(files, NOW).get().isServer()).isTrue();
    }

    @Test
    void takesThoseThatSignedItInTheirOrder() throws Exception {
        KeyPair authority = ec();
        KeyPair server = ec();
        X509Certificate root = signed(authority, authority, "CN=root");
        X509Certificate leaf = signed(server, authority, "CN=leaf");
        PemTestFiles files = given("EC", "SHA256withECDSA");
        PemTestFiles.saveSecret(files.keyFile(), server.getPrivate());

        PemTestFiles.save(files.certificateFile(), leaf, root);
        assertThat(open(files, NOW).certificate().chain()).containsExactly(leaf, root);
        PemTestFiles.save(files.certificateFile(), leaf, leaf);
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.BROKEN_CHAIN);
        PemTestFiles.save(files.certificateFile(), root, leaf);
        assertThat(refused(() -> open(files, NOW))).isIn(Reason.BROKEN_CHAIN, Reason.MISMATCH);
    }

    @Test
    void saysWhichFileIsWrongAndWhy() throws Exception {
        PemTestFiles files = given("EC", "SHA256withECDSA");
        assertThat(refused(() -> open(files, LATER.plusSeconds(1)))).isEqualTo(Reason.EXPIRED);
        assertThat(refused(() -> open(files, NOW.minusSeconds(1)))).isEqualTo(Reason.NOT_YET_VALID);

        PemTestFiles.saveSecret(
                files.keyFile(),
                new JcaPKCS8Generator(
                        files.pair().getPrivate(),
                        new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                                .setProvider(new BouncyCastleProvider())
                                .setPassword("horse".toCharArray())
                                .build()));
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.ENCRYPTED_KEY);
        PemTestFiles.saveSecret(files.keyFile(), ec().getPrivate());
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.MISMATCH);
        PemTestFiles.saveSecret(
                files.keyFile(),
                KeyPairGenerator.getInstance("DSA").generateKeyPair().getPrivate());
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.UNUSABLE_KEY);
        PemTestFiles.saveSecret(files.keyFile(), files.certificate());
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.NO_KEY);
        PemTestFiles.saveSecret(files.keyFile(), files.pair().getPrivate());
        Files.setPosixFilePermissions(files.keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.EXPOSED_KEY);
        Files.setPosixFilePermissions(files.keyFile(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(open(files, NOW).certificate().leaf()).isEqualTo(files.certificate());

        Files.writeString(files.certificateFile(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.NO_CERTIFICATE);
        Files.writeString(files.certificateFile(), "certificate");
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.NO_CERTIFICATE);
        Files.writeString(files.certificateFile(), "x".repeat((1 << 20) + 1));
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.TOO_LONG);
        Files.delete(files.certificateFile());
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.MISSING);
        Files.createDirectory(files.certificateFile());
        assertThat(refused(() -> open(files, NOW))).isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void readsFilesAgainWhenBothHaveChanged() throws Exception {
        PemTestFiles files = given("EC", "SHA256withECDSA");
        HttpsCertificate running = open(files, NOW);
        SslContext context = running.get();
        running.look();
        assertThat(running.get()).isSameAs(context);

        KeyPair next = ec();
        X509Certificate renewed = signed(next, next, "CN=renewed");
        PemTestFiles.save(files.certificateFile(), renewed);
        Files.setLastModifiedTime(files.certificateFile(), FileTime.from(NOW));
        running.look();
        assertThat(running.certificate().leaf()).isEqualTo(files.certificate());
        PemTestFiles.saveSecret(files.keyFile(), next.getPrivate());
        Files.setLastModifiedTime(files.keyFile(), FileTime.from(NOW));
        running.look();
        assertThat(running.certificate().leaf()).isEqualTo(renewed);
        assertThat(running.get()).isNotSameAs(context);

        Files.delete(files.certificateFile());
        running.look();
        assertThat(running.certificate().leaf()).isEqualTo(renewed);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasWordsThatNameTheFile(Reason reason) {
        CertificateFileException e = new CertificateFileException(reason, Path.of("cert's.pem"), "detail");
        assertThat(e).hasMessageContaining("cert's.pem");
        assertThat(e.text(Language.ZH_CN)).contains("cert's.pem").isNotEqualTo(e.getMessage());
        assertThat(e.text(Language.EN)).isEqualTo(e.getMessage()).doesNotContain("{", "''");
    }

    @Test
    void thereAreNoOtherWords() {
        for (Language language : Language.values()) {
            ResourceBundle words = language.bundle("dev.pushlab.server.tls.messages");
            assertThat(words.keySet()).hasSize(Reason.values().length);
        }
    }

    private static final class TestClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private HttpsCertificate own(Instant now, String... names) throws IOException {
        return HttpsCertificate.open(
                HttpsOptions.selfMade(0), Optional.of(folder), Stream.of(names), Clock.fixed(now, ZoneOffset.UTC));
    }

    private PemTestFiles given(String algorithm, String signature) throws Exception {
        return PemTestFiles.write(folder, algorithm, signature, ADDRESS, NOW, LATER);
    }

    private static HttpsCertificate open(PemTestFiles files, Instant now) throws IOException {
        return HttpsCertificate.open(
                files.options(), Optional.empty(), Stream.empty(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static KeyPair ec() throws Exception {
        return KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    private static X509Certificate signed(KeyPair of, KeyPair by, String subject) throws Exception {
        String issuer = of == by ? subject : "CN=root";
        return PemTestFiles.sign(of, by, subject, issuer, "SHA256withECDSA", ADDRESS, NOW, LATER);
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    private static Reason refused(Attempt attempt) {
        return catchThrowableOfType(CertificateFileException.class, attempt::run)
                .reason();
    }
}
