package dev.pushlab.client.connection;

import java.net.URI;
import java.util.Optional;

/**
 * What the server says about itself after the handshake.
 *
 * @param name how it calls itself; may be empty
 * @param web the root of its web side, with a trailing slash; empty if it has none
 */
public record ServerInfo(String name, Optional<URI> web) {}
