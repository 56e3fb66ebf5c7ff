package dev.pushlab.server.tls;

import dev.pushlab.protocol.keys.OwnerOnlyFiles;
import dev.pushlab.server.tls.CertificateFileException.Reason;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that the server has made itself, kept in its data folder, so that whoever has come to trust it does
 * not have to do so again with each start: with its key in {@code https.pem}, which only the owner may read and which is
 * replaced in one step; and alone in {@code https-certificate.pem}, to be handed to clients.
 */
final class KeptCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(KeptCertificate.class);

    /** One that has less than this left is replaced. */
    static final Duration RENEWAL = Duration.ofDays(30);

    private final Path file;
    private final Path shared;

    KeptCertificate(Path folder) {
        file = folder.resolve("https.pem");
        shared = folder.resolve("https-certificate.pem");
    }

    /**
     * The one that is kept; another one if there is none, if it is near its end, or if it is for other names.
     *
     * @throws CertificateFileException if the file is not as it was written
     * @throws IOException also if others may read it, or it cannot be written
     */
    ServerCertificate loadOrMake(SortedSet<String> names, Instant now) throws IOException {
        if (Files.exists(file)) {
            ServerCertificate kept = load();
            if (isGood(kept, names, now)) {
                share(kept);
                return kept;
            }
            LOG.info("The certificate of HTTPS is near its end or for other names: another one is made");
        }
        ServerCertificate made = SelfMade.make(names, now);
        OwnerOnlyFiles.createFolderOf(file);
        OwnerOnlyFiles.replace(file, pem(new JcaPKCS8Generator(made.key(), null), made.leaf()));
        share(made);
        return made;
    }

    static boolean isGood(ServerCertificate certificate, SortedSet<String> names, Instant now) {
        return SelfMade.names(certificate.leaf()).equals(names)
                && now.isBefore(certificate.notAfter().minus(RENEWAL));
    }

    private ServerCertificate load() throws IOException {
        OwnerOnlyFiles.checkSecret(file);
        String text = PemFiles.text(file);
        ServerCertificate kept;
        try {
            kept = new ServerCertificate(PemFiles.certificates(file, text), PemFiles.key(file, text));
        } catch (CertificateFileException e) {
            throw new CertificateFileException(Reason.DAMAGED, file);
        }
        if (!PemFiles.belongsTogether(kept)) {
            throw new CertificateFileException(Reason.DAMAGED, file);
        }
        return kept;
    }

    private void share(ServerCertificate certificate) throws IOException {
        byte[] alone = pem(certificate.leaf());
        if (!Files.exists(shared) || !new String(alone, StandardCharsets.US_ASCII).equals(PemFiles.text(shared))) {
            OwnerOnlyFiles.replace(shared, alone);
        }
    }

    private static byte[] pem(Object... objects) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
