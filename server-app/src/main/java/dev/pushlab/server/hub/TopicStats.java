package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;

/**
 * A topic at a glance.
 *
 * @param last the newest event, with offset 0 if there was none in this epoch
 * @param events published in this run
 * @param bytes of data published in this run
 * @param kept events that can be replayed
 * @param keptBytes what they occupy of the bound
 * @param subscribers subscriptions that are open
 * @param rate events per second, over the last five full seconds
 * @param slow what slow subscribers missed
 * @param settings how it is kept
 * @param unreadable whether its files could not be read at the start: nothing is published to it in this run
 */
public record TopicStats(
        Topic topic,
        int number,
        EventId last,
        long events,
        long bytes,
        int kept,
        long keptBytes,
        int subscribers,
        double rate,
        SlowStats slow,
        TopicSettings settings,
        boolean unreadable) {}
