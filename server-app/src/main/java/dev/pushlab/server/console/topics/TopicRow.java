package dev.pushlab.server.console.topics;

import dev.pushlab.server.hub.TopicStats;
import java.util.Optional;

/** @param ticker the rate of the ticker that feeds it */
record TopicRow(TopicStats stats, Optional<Double> ticker) {
    String name() {
        return stats.topic().name();
    }
}
