package dev.pushlab.server.tls;

import dev.pushlab.server.tls.CertificateFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Certificates and keys in PEM (RFC 7468): what certificate authorities hand out and {@code openssl} writes. Keys are of
 * RSA, ECDSA or Ed25519, in PKCS#8 or in the older forms with the algorithm in their label.
 */
final class PemFiles {
    private static final int MAX_BYTES = 1 << 20;

    private static final Set<PosixFilePermission> EXPOSED = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /** The kinds of keys by the object identifiers of RFC 8017 §A.1, RFC 5480 §2.1.1 and RFC 8410 §3. */
    private static final Map<String, String> KINDS =
            Map.of("1.2.840.113549.1.1.1", "RSA", "1.2.840.10045.2.1", "EC", "1.3.101.112", "Ed25519");

    /** How a key is tried out. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA", "Ed25519", "EdDSA");

    private PemFiles() {}

    /**
     * A certificate with its key, for use now.
     *
     * @throws CertificateFileException naming the file and what is wrong with it
     */
    static ServerCertificate read(Path certificate, Path key, Instant now) throws IOException {
        List<X509Certificate> chain = certificates(certificate, text(certificate));
        String secret = text(key);
        checkRights(key);
        ServerCertificate read = new ServerCertificate(chain, key(key, secret));
        checkOrder(certificate, chain);
        if (!belongsTogether(read)) {
            throw new CertificateFileException(Reason.MISMATCH, key, certificate);
        }
        Instant from = read.leaf().getNotBefore().toInstant();
        if (now.isBefore(from)) {
            throw new CertificateFileException(Reason.NOT_YET_VALID, certificate, from);
        }
        if (now.isAfter(read.notAfter())) {
            throw new CertificateFileException(Reason.EXPIRED, certificate, read.notAfter());
        }
        return read;
    }

    static List<X509Certificate> certificates(Path file, String text) throws CertificateFileException {
        List<X509Certificate> all = new ArrayList<>();
        try {
            for (Object object : objects(text)) {
                if (object instanceof X509CertificateHolder holder) {
                    all.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new CertificateFileException(Reason.NO_CERTIFICATE, file);
        }
        if (all.isEmpty()) {
            throw new CertificateFileException(Reason.NO_CERTIFICATE, file);
        }
        return all;
    }

    static PrivateKey key(Path file, String text) throws CertificateFileException {
        Optional<PrivateKeyInfo> found = Optional.empty();
        try {
            for (Object object : objects(text)) {
                if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new CertificateFileException(Reason.ENCRYPTED_KEY, file);
                }
                if (object instanceof PEMKeyPair pair) {
                    found = Optional.of(pair.getPrivateKeyInfo());
                } else if (object instanceof PrivateKeyInfo info) {
                    found = Optional.of(info);
                }
            }
        } catch (CertificateFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CertificateFileException(Reason.NO_KEY, file);
        }
        if (found.isEmpty()) {
            throw new CertificateFileException(Reason.NO_KEY, file);
        }
        String kind =
                KINDS.get(found.get().getPrivateKeyAlgorithm().getAlgorithm().getId());
        if (kind == null) {
            throw new CertificateFileException(Reason.UNUSABLE_KEY, file);
        }
        try {
            return KeyFactory.getInstance(kind)
                    .generatePrivate(new PKCS8EncodedKeySpec(found.get().getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new CertificateFileException(Reason.UNUSABLE_KEY, file);
        }
    }

    static String text(Path file) throws CertificateFileException {
        try {
            return new String(bytes(file), StandardCharsets.ISO_8859_1);
        } catch (CertificateFileException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new CertificateFileException(Reason.MISSING, file);
        } catch (AccessDeniedException e) {
            throw new CertificateFileException(Reason.FORBIDDEN, file);
        } catch (IOException e) {
            throw new CertificateFileException(Reason.UNREADABLE, file, String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new CertificateFileException(Reason.TOO_LONG, file);
            }
            return content;
        }
    }

    private static List<Object> objects(String text) throws IOException {
        List<Object> all = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                all.add(object);
            }
        }
        return all;
    }

    /** The group may read it, because distributions have groups for that. */
    private static void checkRights(Path key) throws CertificateFileException {
        if (!key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            if (Files.getPosixFilePermissions(key).stream().anyMatch(EXPOSED::contains)) {
                throw new CertificateFileException(Reason.EXPOSED_KEY, key);
            }
        } catch (CertificateFileException e) {
            throw e;
        } catch (IOException e) {
            throw new CertificateFileException(Reason.UNREADABLE, key, String.valueOf(e.getMessage()));
        }
    }

    private static void checkOrder(Path file, List<X509Certificate> chain) throws CertificateFileException {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new CertificateFileException(Reason.BROKEN_CHAIN, file);
            }
        }
    }

    /** Whether what the key signs is what the certificate vouches for. */
    static boolean belongsTogether(ServerCertificate certificate) {
        byte[] probe = "pushlab".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature =
                    Signature.getInstance(SIGNATURES.get(certificate.key().getAlgorithm()));
            signature.initSign(certificate.key());
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.leaf().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
