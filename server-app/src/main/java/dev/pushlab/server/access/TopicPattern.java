package dev.pushlab.server.access;

import dev.pushlab.protocol.event.Topic;
import java.util.regex.Pattern;

/**
 * A topic by its exact name, or with a {@code *} at the end all whose names begin like this: {@code alerts.*} stands for
 * {@code alerts.fire} and for {@code alerts.} itself, not for {@code alerts}. A {@code *} alone stands for every topic.
 * Case-sensitive, as topics are.
 *
 * @param text 1 to 65 characters
 */
public record TopicPattern(String text) {
    private static final Pattern SYNTAX =
            Pattern.compile("[A-Za-z0-9._-]{1," + Topic.MAX_LENGTH + "}|[A-Za-z0-9._-]{0," + Topic.MAX_LENGTH + "}\\*");

    public static final TopicPattern ALL = new TopicPattern("*");

    /** @throws IllegalArgumentException if it could never stand for a topic, or has a {@code *} before its end */
    public TopicPattern {
        if (text == null || !SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("a topic, or the beginning of one and *");
        }
    }

    public boolean matches(Topic topic) {
        return text.endsWith("*")
                ? topic.name().startsWith(text.substring(0, text.length() - 1))
                : topic.name().equals(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
