package dev.pushlab.server.conformance;

import java.io.IOException;
import java.util.List;

/** One client of a room over a real socket, for use by one thread. */
public interface Receiver extends AutoCloseable {
    /**
     * Waits for what comes next, and asks for it if the technique has to be asked.
     *
     * @return in the order of arrival; may be empty
     * @throws IOException when the connection is over or what comes is not what the technique says
     */
    List<Arrival> receive() throws IOException;

    /** Leaves without a word. */
    @Override
    void close() throws IOException;
}
