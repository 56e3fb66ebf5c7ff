package dev.pushlab.server.hub;

/** Is told that there is something to poll. */
@FunctionalInterface
public interface Subscriber {
    /**
     * There may be something behind the cursor. Called on the publisher's thread, possibly several times for one event
     * and once too often: must be cheap, must not block, must not throw, and must not poll on this thread unless it is
     * the one that polls anyway.
     */
    void ready();
}
