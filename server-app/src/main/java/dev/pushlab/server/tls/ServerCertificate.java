package dev.pushlab.server.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * What a server of TLS shows, and the key that proves that it is its own.
 *
 * @param chain the server's certificate first, each followed by the one that signed it
 * @param key belongs to the first
 */
public record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
    public ServerCertificate {
        chain = List.copyOf(chain);
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    public Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    /** The SHA-256 of the server's certificate, as browsers and {@code openssl x509 -fingerprint} tell it: 64 hex digits. */
    public String fingerprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf().getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + ", " + fingerprint() + "]";
    }
}
