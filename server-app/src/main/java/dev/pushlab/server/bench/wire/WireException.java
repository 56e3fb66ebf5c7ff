package dev.pushlab.server.bench.wire;

/** A server sent what its protocol does not allow, or refused. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
