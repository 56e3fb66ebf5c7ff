package dev.pushlab.server.bench.load;

/** A run that cannot be counted: the server could not be reached, hung up, or did not deliver in time. */
public class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
