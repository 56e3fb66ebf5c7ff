package dev.pushlab.server.hub;

/**
 * How a topic is kept.
 *
 * @param durable whether an event is acknowledged only when it is on disk, and outlives the run
 * @param retention how much history is kept
 * @param slow what happens to subscribers that lag behind
 */
public record TopicSettings(boolean durable, Retention retention, SlowConsumer slow) {
    /** With {@link SlowConsumer#DEFAULT}. */
    public TopicSettings(boolean durable, Retention retention) {
        this(durable, retention, SlowConsumer.DEFAULT);
    }
}
