package dev.pushlab.server.testing;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Clients of TLS that believe one certificate, and that only under the names it has. */
public final class TlsClients {
    private TlsClients() {}

    /**
     * Speaks HTTP/2 if the server does.
     *
     * @param version {@code TLSv1.2} or {@code TLSv1.3}, and no other
     */
    public static HttpClient http(X509Certificate trusted, String version) {
        return http(trusted, version, HttpClient.Version.HTTP_2);
    }

    /** @param http the highest version of HTTP that it speaks */
    public static HttpClient http(X509Certificate trusted, String version, HttpClient.Version http) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        return HttpClient.newBuilder()
                .version(http)
                .sslContext(context(trusted))
                .sslParameters(parameters)
                .build();
    }

    public static SSLContext context(X509Certificate trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("server", trusted);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
