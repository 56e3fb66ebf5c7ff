package dev.pushlab.client.connection;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where the own listener for the reverse connection waits.
 *
 * @param bind the local address; empty for the local address of the forward connection, or loopback without one
 * @param port 1024 to 65535, or 0 for any free one
 */
public record ListenOptions(Optional<InetAddress> bind, int port) {
    public static final ListenOptions DEFAULT = new ListenOptions(Optional.empty(), 0);

    /** @throws IllegalArgumentException if the port is out of range: servers dial no privileged one */
    public ListenOptions {
        if (port != 0 && (port < 1024 || port > 65535)) {
            throw new IllegalArgumentException("the listener's port must be 0 or 1024 to 65535, not " + port);
        }
    }
}
