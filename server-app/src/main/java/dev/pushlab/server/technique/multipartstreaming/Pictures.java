package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import java.util.LinkedHashMap;
import java.util.Map;

/** The pictures of the topics that were looked at last: one for each, so that all who look at a topic share it. */
final class Pictures {
    /** Each takes some kilobytes. If more are looked at, some are drawn more than once. */
    static final int TOPICS = 256;

    private final Boundary boundary;
    private final Map<Topic, Picture> pictures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Topic, Picture> eldest) {
            return size() > TOPICS;
        }
    };

    Pictures(Boundary boundary) {
        this.boundary = boundary;
    }

    /** The picture of a topic, with what its history has. */
    synchronized Picture of(Topic topic, Hub hub) {
        Picture picture = pictures.computeIfAbsent(topic, it -> new Picture(boundary));
        picture.catchUp(topic, hub);
        return picture;
    }
}
