package dev.pushlab.client.web;

import java.util.Map;

/** Why a page could not be loaded. Each has a sentence {@code failure.NAME} in this package's message bundle. */
public enum LoadFailure {
    UNKNOWN_HOST,
    BAD_ADDRESS,
    TLS,
    REFUSED,
    RESET,
    NO_ROUTE,
    TIMED_OUT,
    DENIED,
    INVALID_RESPONSE,
    REDIRECTS,
    NOT_FOUND,
    /** The server answered with a problem body (RFC 9457); its status and title are the arguments. */
    HTTP,
    OFF_ORIGIN,
    CANCELLED,
    OTHER;

    /** WebEngine names the cause of a failed load only by the message of an exception. These are all it has. */
    private static final Map<String, LoadFailure> BY_ENGINE_MESSAGE = Map.ofEntries(
            Map.entry("Unknown host", UNKNOWN_HOST),
            Map.entry("Malformed URL", BAD_ADDRESS),
            Map.entry("SSL handshake failed", TLS),
            Map.entry("Connection refused by server", REFUSED),
            Map.entry("Connection reset by server", RESET),
            Map.entry("No route to host", NO_ROUTE),
            Map.entry("Connection timed out", TIMED_OUT),
            Map.entry("Permission denied", DENIED),
            Map.entry("Invalid response from server", INVALID_RESPONSE),
            Map.entry("Too many redirects", REDIRECTS),
            Map.entry("File not found", NOT_FOUND));

    static LoadFailure ofEngineMessage(String message) {
        return message == null ? OTHER : BY_ENGINE_MESSAGE.getOrDefault(message, OTHER);
    }
}
