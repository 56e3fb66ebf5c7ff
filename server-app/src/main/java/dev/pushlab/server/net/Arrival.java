package dev.pushlab.server.net;

import java.net.InetSocketAddress;

/**
 * How a request came.
 *
 * @param remote from where
 * @param scheme as it is, or through TLS
 * @param port at which of the server's; 0 if it has none
 */
public record Arrival(InetSocketAddress remote, Scheme scheme, int port) {}
