package dev.pushlab.server.bench.target;

import dev.pushlab.server.bench.wire.Dialect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A server and the protocol by which its subscribers are served. */
public interface Target {
    /** Short and stable, as in {@code pushlab-websocket}. */
    String id();

    /** For people. */
    String label();

    /** The group of targets that one goal compares with, as in {@code nchan}. */
    String family();

    Dialect dialect();

    /** The version of the server; empty if it is not installed here. */
    Optional<String> version();

    /** The Debian package that installs it; empty for what needs none. */
    Optional<String> debianPackage();

    /**
     * Starts it on a free port of the loopback interface and waits until it listens.
     *
     * @param folder an empty one, for its configuration and logs
     * @throws IOException if it does not start, with what it wrote last
     */
    ServerProcess start(Path folder) throws IOException;
}
