package dev.pushlab.client.connection;

/**
 * Where a server listens.
 *
 * @param host name or IP address literal, without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
    /** @throws IllegalArgumentException if the host is empty or longer than 253 characters, or the port out of range */
    public ServerAddress {
        if (host.isEmpty() || host.length() > 253 || host.chars().anyMatch(c -> c <= ' ' || c == '[' || c == ']')) {
            throw new IllegalArgumentException("not a host: \"" + host + '"');
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 literal stands in brackets.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static ServerAddress parse(String text) {
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("expected host:port, not \"" + trimmed + '"');
        }
        String host = trimmed.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets: [" + host + "]:port");
        }
        try {
            return new ServerAddress(host, Integer.parseInt(trimmed.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a port: \"" + trimmed.substring(colon + 1) + '"', e);
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
