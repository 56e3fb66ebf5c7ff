package dev.pushlab.client.screen.events;

/** Where a subscription begins. */
public enum Start {
    /** With what is published from now on. */
    NOW,
    /** With the oldest event that is still kept. */
    EARLIEST,
    /** After the event with a given id. */
    AFTER
}
