package dev.pushlab.server.tls;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates that nobody vouches for but the server itself: ECDSA over P-256, for names and addresses, and not for
 * signing others, so that whoever trusts one trusts this server and nothing else.
 */
final class SelfMade {
    /** Not longer than browsers accept of anybody: 398 days. */
    static final Duration LIFETIME = Duration.ofDays(397);

    /** For peers whose clocks are slow. */
    private static final Duration EARLIER = Duration.ofDays(1);

    private static final X500Principal SUBJECT = new X500Principal("CN=Pushlab");

    private SelfMade() {}

    /** @param names host names and IP addresses, at least one */
    static ServerCertificate make(SortedSet<String> names, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    SUBJECT,
                    new BigInteger(127, new SecureRandom()).setBit(0),
                    Date.from(now.minus(EARLIER)),
                    Date.from(now.plus(LIFETIME)),
                    SUBJECT,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general(names)));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
            return new ServerCertificate(List.of(certificate), pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The names and addresses that a certificate is for, as they were given to {@link #make}. */
    static SortedSet<String> names(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames() == null
                    ? new TreeSet<>()
                    : certificate.getSubjectAlternativeNames().stream()
                            .map(name -> canonical(String.valueOf(name.get(1))))
                            .collect(Collectors.toCollection(TreeSet::new));
        } catch (GeneralSecurityException e) {
            return new TreeSet<>();
        }
    }

    /** One spelling for each address. */
    static String canonical(String name) {
        return isAddress(name) ? NetUtil.toAddressString(NetUtil.createInetAddressFromIpAddressString(name)) : name;
    }

    private static GeneralName[] general(SortedSet<String> names) {
        return names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }
}
