package dev.pushlab.client.connection;

/**
 * TCP payload bytes of all connections of the binary protocol since this client started, without TCP and IP headers.
 *
 * @param bytesIn received
 * @param bytesOut sent
 */
public record Traffic(long bytesIn, long bytesOut) {
    static final Traffic NONE = new Traffic(0, 0);
}
