package dev.pushlab.server.hub;

import java.util.List;

/**
 * What becomes of the events of durable topics, at a glance.
 *
 * @param state whether events can be brought to disk
 * @param usableBytes room on the disk, at most a second or so ago; -1 if it could not be asked
 * @param waitingBytes what waits for the disk
 * @param groups that were committed in this run: written, forced and acknowledged together
 * @param events in these groups
 * @param refused events that could not be brought to disk
 * @param seconds that the groups took, all together
 * @param within how many of the groups took at most as long as each of {@link #BOUNDS}
 */
public record StorageStats(
        State state,
        long usableBytes,
        long waitingBytes,
        long groups,
        long events,
        long refused,
        double seconds,
        List<Long> within) {
    /** In seconds, ascending. */
    public static final List<Double> BOUNDS =
            List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0);

    /** Whether events can be brought to disk. */
    public enum State {
        OK,
        /** More than half of what may wait for the disk waits, or the disk has not answered for five seconds. */
        BUSY,
        /** There is no room on the disk. */
        FULL,
        /** The folder cannot be reached, or events of a topic could not be written when that was last tried. */
        UNAVAILABLE
    }

    public StorageStats {
        within = List.copyOf(within);
    }
}
