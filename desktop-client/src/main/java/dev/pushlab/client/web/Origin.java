package dev.pushlab.client.web;

import java.net.URI;
import java.util.Locale;

/** Origins as the HTML Standard compares them: scheme, host, port. */
final class Origin {
    private Origin() {}

    /**
     * The ASCII serialization, without the scheme's default port.
     *
     * @throws IllegalArgumentException for anything but an http or https URI with a host
     */
    static String of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException("Not an http or https address: " + uri);
        }
        int usual = scheme.equals("http") ? 80 : 443;
        String port = uri.getPort() == -1 || uri.getPort() == usual ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    /** Whether the address, as the WebView gives it, has that origin. */
    static boolean matches(String origin, String address) {
        try {
            return of(URI.create(address)).equals(origin);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
