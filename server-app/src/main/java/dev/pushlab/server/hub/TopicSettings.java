package dev.pushlab.server.hub;

/**
 * How a topic is kept.
 *
 * @param durable whether an event is acknowledged only when it is on disk, and outlives the run
 * @param retention how much history is kept
 */
public record TopicSettings(boolean durable, Retention retention) {}
