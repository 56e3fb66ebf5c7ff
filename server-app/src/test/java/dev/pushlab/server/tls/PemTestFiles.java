package dev.pushlab.server.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certificate and its key in files, as somebody would give them to a server.
 *
 * @param certificate the one in the file
 */
record PemTestFiles(Path certificateFile, Path keyFile, X509Certificate certificate, KeyPair pair) {
    static PemTestFiles rsa(Path folder, String address) throws Exception {
        return write(
                folder,
                "RSA",
                "SHA256withRSA",
                address,
                Instant.now(),
                Instant.now().plus(Duration.ofDays(90)));
    }

    static PemTestFiles write(Path folder, String algorithm, String signature, String address, Instant from, Instant to)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (!algorithm.equals("Ed25519")) {
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
        }
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = sign(pair, pair, "CN=given", "CN=given", signature, address, from, to);
        PemTestFiles files =
                new PemTestFiles(folder.resolve("given.pem"), folder.resolve("given-key.pem"), certificate, pair);
        save(files.certificateFile, certificate);
        saveSecret(files.keyFile, pair.getPrivate());
        return files;
    }

    static X509Certificate sign(
            KeyPair of,
            KeyPair by,
            String subject,
            String issuer,
            String signature,
            String address,
            Instant from,
            Instant to)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal(issuer),
                BigInteger.valueOf(from.toEpochMilli()),
                Date.from(from),
                Date.from(to),
                new X500Principal(subject),
                of.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(by.getPrivate())));
    }

    HttpsOptions options() {
        return new HttpsOptions(0, Optional.of(new HttpsOptions.Given(certificateFile, keyFile)));
    }

    static void save(Path file, Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        Files.writeString(file, text.toString());
    }

    static void saveSecret(Path file, Object object) throws IOException {
        save(file, object instanceof ECPrivateKey key ? sec1(key) : object);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** The old form of such a key as {@code openssl} writes it: with the curve in it (RFC 5915 §3). */
    private static PemObject sec1(ECPrivateKey key) throws IOException {
        return new PemObject(
                "EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1)
                        .getEncoded());
    }
}
