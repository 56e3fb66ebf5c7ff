package dev.pushlab.server.demonstration;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a {@link RunDemonstration} has going on for its pages. Safe for use by any thread. */
public interface DemonstrationRun extends AutoCloseable {
    /** What there is to see now, with {@code running}. Somebody is looking: the run goes on. */
    ObjectNode describe();

    /** Whether it has ended: closed, looked at by nobody, or too old. */
    boolean isOver();

    /** Ends it, and lets go of everything. Does nothing if it is over. */
    @Override
    void close();
}
