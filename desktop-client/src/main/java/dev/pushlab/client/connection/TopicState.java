package dev.pushlab.client.connection;

import java.util.Optional;

/**
 * Where one subscription stands.
 *
 * @param cause why it was refused; present exactly if it was
 */
public record TopicState(Phase phase, Optional<Cause> cause) {
    /** For switches and style classes. */
    public enum Phase {
        /** Asked for, or to be asked for as soon as there is a connection. */
        PENDING,
        /** The server delivers. */
        LIVE,
        /** The server will not deliver. */
        REFUSED
    }

    static final TopicState PENDING = new TopicState(Phase.PENDING, Optional.empty());
    static final TopicState LIVE = new TopicState(Phase.LIVE, Optional.empty());

    static TopicState refused(Cause cause) {
        return new TopicState(Phase.REFUSED, Optional.of(cause));
    }
}
