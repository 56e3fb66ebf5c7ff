package dev.pushlab.server.console.live;

import dev.pushlab.server.hub.DurableStats;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.net.ConnectionInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The server at one moment.
 *
 * @param topics by name
 * @param connections the oldest first
 * @param durables the durable subscriptions of all topics, by topic, owner and name
 * @param bytesOut sent in this run on behalf of each technique, by id
 */
public record Sample(
        Instant at,
        List<TopicStats> topics,
        List<ConnectionInfo> connections,
        List<DurableStats> durables,
        Map<String, Long> bytesOut) {
    public Sample {
        topics = List.copyOf(topics);
        connections = List.copyOf(connections);
        durables = List.copyOf(durables);
        bytesOut = Map.copyOf(bytesOut);
    }

    /** Published in this run, all topics together. */
    public long events() {
        return topics.stream().mapToLong(TopicStats::events).sum();
    }

    /** Published per second, all topics together. */
    public double rate() {
        return topics.stream().mapToDouble(TopicStats::rate).sum();
    }

    public int subscribers() {
        return topics.stream().mapToInt(TopicStats::subscribers).sum();
    }
}
