package dev.pushlab.client.web;

import java.net.URI;

/**
 * What a page's {@code new WebSocket(url, protocols)} asks for, already checked and normalized by the page side.
 *
 * @param secure wss
 * @param host as in a URL: an IPv6 address has its brackets
 * @param resource path and query, beginning with a slash
 * @param protocols comma-separated, empty for none
 * @param origin the origin of the page, ASCII-serialized
 */
record SocketTarget(boolean secure, String host, int port, String resource, String protocols, String origin) {

    /** The host as name resolution wants it. */
    String connectHost() {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    URI uri() {
        return URI.create((secure ? "wss://" : "ws://") + host + ":" + port + encode(resource));
    }

    /**
     * The URL Standard leaves some characters as they are that {@link URI} (RFC 3986) does not take; they are
     * percent-encoded, which every server decodes to the same.
     */
    private static String encode(String resource) {
        StringBuilder out = new StringBuilder(resource.length());
        for (int i = 0; i < resource.length(); i++) {
            char c = resource.charAt(i);
            boolean strayPercent = c == '%' && !(isHex(resource, i + 1) && isHex(resource, i + 2));
            if (strayPercent || c <= ' ' || c >= 0x7f || "\"<>\\^`{|}[]#".indexOf(c) >= 0) {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isHex(String text, int index) {
        return index < text.length() && Character.digit(text.charAt(index), 16) >= 0;
    }
}
