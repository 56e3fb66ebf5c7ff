package dev.pushlab.server.hub;

/**
 * An event of a durable topic, or a topic's settings, could not be brought to disk. Reading goes on, and writing is
 * tried again with the next event.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There is no room on the disk. */
        FULL,
        /** The disk or folder does not let itself be written for another reason. */
        UNAVAILABLE,
        /** More waits for the disk than the hub keeps for it. */
        BUSY,
        /** The hub was given no folder. */
        NONE
    }

    private final Reason reason;

    StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
