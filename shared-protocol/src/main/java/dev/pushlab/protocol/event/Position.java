package dev.pushlab.protocol.event;

import java.util.Optional;

/**
 * Where a subscriber wants to start: the {@code after} of every technique. One of {@link #NOW}, {@link #EARLIEST} or
 * {@link #after(EventId)}.
 */
public final class Position {
    /** Only what is published from now on; written by leaving {@code after} out. */
    public static final Position NOW = new Position("", null);

    /** Everything that is still kept, then live; written {@code earliest}. */
    public static final Position EARLIEST = new Position("earliest", null);

    private final String text;
    private final EventId id;

    private Position(String text, EventId id) {
        this.text = text;
        this.id = id;
    }

    /** Everything after the event with this id: what a resuming client has seen last. */
    public static Position after(EventId id) {
        return new Position(id.toString(), id);
    }

    /**
     * Reads {@code after} as clients send it.
     *
     * @param text an id, {@code earliest}, or null or empty for {@link #NOW}
     * @throws InvalidEventException with {@link InvalidEventException.Part#ID} for anything else
     */
    public static Position parse(String text) {
        if (text == null || text.isEmpty()) {
            return NOW;
        }
        return text.equals(EARLIEST.text) ? EARLIEST : after(EventId.parse(text));
    }

    /** The id to resume after; empty for {@link #NOW} and {@link #EARLIEST}. */
    public Optional<EventId> id() {
        return Optional.ofNullable(id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The form that {@link #parse} reads; empty for {@link #NOW}. */
    @Override
    public String toString() {
        return text;
    }
}
