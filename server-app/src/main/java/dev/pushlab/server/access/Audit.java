package dev.pushlab.server.access;

import java.util.concurrent.CompletionException;

/** Keeps what administrators do. Safe for use by any thread; never blocks and never throws. */
@FunctionalInterface
public interface Audit {
    /** Keeps nothing: for a server that keeps nothing at all. */
    Audit NONE = (actor, action, subject, outcome) -> {};

    /** How an action ended. */
    enum Outcome {
        DONE,
        /** A rule forbids it, or it makes no sense as things are. */
        REFUSED,
        /** Something went wrong. */
        FAILED
    }

    /**
     * Notes one action, after it has ended.
     *
     * @param action what was done, {@code noun.verb} in lower case, e.g. {@code token.revoke}
     * @param subject upon what: the name of a token or a topic, a fingerprint, an address; never a secret
     */
    void record(Actor actor, String action, String subject, Outcome outcome);

    /** Notes an action by how its future completed: null for well. */
    default void record(Actor actor, String action, String subject, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            record(actor, action, subject, Outcome.DONE);
        } else {
            record(actor, action, subject, cause instanceof AccessException ? Outcome.REFUSED : Outcome.FAILED);
        }
    }
}
