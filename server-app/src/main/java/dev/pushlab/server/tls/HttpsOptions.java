package dev.pushlab.server.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How HTTPS is to be spoken.
 *
 * @param port 0 to 65535; 0 takes any that is free
 * @param given the certificate to show; empty: one that the server makes itself
 */
public record HttpsOptions(int port, Optional<Given> given) {
    /**
     * A certificate in files of PEM.
     *
     * @param certificate with those that signed it behind it
     * @param key not encrypted
     */
    public record Given(Path certificate, Path key) {}

    /** With a certificate of the server's own. */
    public static HttpsOptions selfMade(int port) {
        return new HttpsOptions(port, Optional.empty());
    }
}
