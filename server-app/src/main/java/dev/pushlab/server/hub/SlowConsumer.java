package dev.pushlab.server.hub;

import java.util.Optional;

/**
 * What happens to a subscriber that takes events more slowly than they come.
 *
 * @param queue how many events it may be behind, 1 to {@link Retention#MAX_EVENTS}; empty: as many as the topic keeps.
 *     Without meaning for {@link Policy#CONFLATE}.
 * @param conflateBy a JSON Pointer (RFC 6901) into the data, at most {@link #MAX_POINTER} characters: events with equal
 *     values there are of one kind. Events without any, and all if this is empty, are of the kind of their type.
 */
public record SlowConsumer(Policy policy, Optional<Integer> queue, Optional<String> conflateBy) {
    public static final int MAX_POINTER = 256;

    /** The oldest events go; as many are kept for it as the topic keeps. */
    public static final SlowConsumer DEFAULT = new SlowConsumer(Policy.DROP_OLDEST, Optional.empty(), Optional.empty());

    /** What is done. */
    public enum Policy {
        /** It goes on with the newest events, after a gap. */
        DROP_OLDEST("drop-oldest"),
        /** It gets the newest event of each kind, and gaps in place of the others. */
        CONFLATE("conflate"),
        /** Its connection ends, with a reason. */
        DISCONNECT("disconnect");

        private final String word;

        Policy(String word) {
            this.word = word;
        }

        /** As it is written in settings. */
        public String word() {
            return word;
        }

        /** Empty if there is no such policy. */
        public static Optional<Policy> of(String word) {
            for (Policy policy : values()) {
                if (policy.word.equals(word)) {
                    return Optional.of(policy);
                }
            }
            return Optional.empty();
        }
    }

    public SlowConsumer {
        if (queue.isPresent() && (queue.get() < 1 || queue.get() > Retention.MAX_EVENTS)) {
            throw new IllegalArgumentException("a queue outside of 1 to " + Retention.MAX_EVENTS);
        }
        if (conflateBy.isPresent() && !isPointer(conflateBy.get())) {
            throw new IllegalArgumentException("not a JSON Pointer: " + conflateBy.get());
        }
    }

    /**
     * Whether it is one of RFC 6901, of whole characters (no half of a surrogate pair), and not too long; the empty one,
     * for all of the data, is.
     */
    public static boolean isPointer(String text) {
        return text.length() <= MAX_POINTER && text.matches("(?s)(/([^/~\\p{Cs}]|~[01])*)*");
    }
}
