package dev.pushlab.server.hub;

/** The hub was closed: the server is shutting down. */
public final class HubClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HubClosedException() {
        super("the hub is closed");
    }
}
