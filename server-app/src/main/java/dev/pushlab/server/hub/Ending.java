package dev.pushlab.server.hub;

/** Why the server ends a subscription of its own accord. */
public enum Ending {
    /** Its subscriber took events more slowly than the topic allows. */
    TOO_SLOW,
    /** Another connection delivers the {@link DurableSubscription} now. */
    TAKEN_OVER,
    /** Somebody has deleted the {@link DurableSubscription}. */
    DELETED
}
