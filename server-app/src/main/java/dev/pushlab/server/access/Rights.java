package dev.pushlab.server.access;

import dev.pushlab.protocol.event.Topic;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A role, and for publishers to which topics it extends. Reading is open to everybody who reaches the server, so there
 * is nothing to bound for viewers; and administrators could give themselves whatever they lack.
 *
 * @param topics 1 to 64
 */
public record Rights(Role role, List<TopicPattern> topics) {
    public static final Rights VIEWER = new Rights(Role.VIEWER, List.of(TopicPattern.ALL));
    public static final Rights PUBLISHER = new Rights(Role.PUBLISHER, List.of(TopicPattern.ALL));
    public static final Rights ADMIN = new Rights(Role.ADMIN, List.of(TopicPattern.ALL));

    public static final int MAX_TOPICS = 64;

    /** @throws IllegalArgumentException for none or too many topics, or topics for a role that they do not bound */
    public Rights {
        topics = List.copyOf(topics);
        if (topics.isEmpty() || topics.size() > MAX_TOPICS) {
            throw new IllegalArgumentException("1 to " + MAX_TOPICS + " topics");
        }
        if (role != Role.PUBLISHER && !topics.equals(List.of(TopicPattern.ALL))) {
            throw new IllegalArgumentException("topics bound publishers only");
        }
    }

    public boolean includes(Role other) {
        return role.includes(other);
    }

    public boolean mayPublish(Topic topic) {
        return role.includes(Role.PUBLISHER) && topics.stream().anyMatch(pattern -> pattern.matches(topic));
    }

    /** The patterns, separated by commas. */
    public String topicList() {
        return topics.stream().map(TopicPattern::text).collect(Collectors.joining(", "));
    }
}
