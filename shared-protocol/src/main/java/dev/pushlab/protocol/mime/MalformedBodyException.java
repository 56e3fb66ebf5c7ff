package dev.pushlab.protocol.mime;

/** Bytes that are not a body of several parts, or more than this side takes. */
public final class MalformedBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBodyException(String message) {
        super(message);
    }
}
