package dev.pushlab.protocol.event;

import java.util.regex.Pattern;

/**
 * The name of a stream of events: 1 to 64 characters out of {@code A-Z a-z 0-9 . _ -}.
 *
 * <p>The alphabet needs no escaping in a URL path, a header, a file name or a log line, so a topic may be put into any
 * of them as it is.
 *
 * @param name the name, case-sensitive
 */
public record Topic(String name) implements Comparable<Topic> {
    /** The longest name, in characters (and bytes: the alphabet is ASCII). */
    public static final int MAX_LENGTH = 64;

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}");

    /** @throws InvalidEventException with {@link InvalidEventException.Part#TOPIC} if the name breaks the syntax */
    public Topic {
        if (name == null || !SYNTAX.matcher(name).matches()) {
            throw new InvalidEventException(InvalidEventException.Part.TOPIC, name);
        }
    }

    @Override
    public int compareTo(Topic other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
