package dev.pushlab.server.technique.reverse;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as people write them: {@code HOST:PORT}, an IPv6 literal in brackets. */
final class Addresses {
    private static final Pattern HOST_PORT = Pattern.compile(
            "(?:\\[([0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,16})?)\\]|([A-Za-z0-9._-]{1,253})):([0-9]{1,5})");

    private Addresses() {}

    /** @param host a name or literal, without brackets */
    record HostPort(String host, int port) {}

    /** @throws IllegalArgumentException if it is anything else */
    static HostPort parse(String text) {
        Matcher parts = HOST_PORT.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("not HOST:PORT: " + text);
        }
        String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
        return new HostPort(host, Integer.parseInt(parts.group(3)));
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
