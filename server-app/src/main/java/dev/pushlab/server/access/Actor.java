package dev.pushlab.server.access;

/**
 * Who does something that only administrators do.
 *
 * @param who the name of a token, or {@code console}
 * @param from the address that asks, or {@code local}
 */
public record Actor(String who, String from) {
    /** Whoever sits at the server's window, or started it. */
    public static final Actor CONSOLE = new Actor("console", "local");
}
