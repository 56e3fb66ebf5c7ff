package dev.pushlab.server.hub;

/**
 * The bounds of a hub.
 *
 * @param maxTopics how many topics there may be at a time; at least 1
 * @param maxEvents how many events a topic keeps; at least 1
 * @param maxBytes how many bytes a topic keeps, data and names counted; the newest event is always kept
 */
public record HubOptions(int maxTopics, int maxEvents, long maxBytes) {
    /** 1,000 topics, and 1,000 events or 8 MiB in each. */
    public static final HubOptions DEFAULT = new HubOptions(1_000, 1_000, 8L << 20);

    public HubOptions {
        if (maxTopics < 1 || maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a bound below 1");
        }
    }
}
