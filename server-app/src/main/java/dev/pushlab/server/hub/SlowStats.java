package dev.pushlab.server.hub;

/**
 * What slow subscribers of a topic missed in this run.
 *
 * @param fellBehind how often a subscriber that had everything took no more
 * @param dropped events that were not delivered because a subscriber was too far behind; one that two missed counts twice
 * @param conflated events that were not delivered because there was a newer one of their kind
 * @param disconnected subscribers whose connections were ended because they were too slow
 */
public record SlowStats(long fellBehind, long dropped, long conflated, long disconnected) {}
