package dev.pushlab.server.access;

/**
 * Somebody with rights.
 *
 * @param name of the token that was shown; {@code local} or {@code anonymous} without one
 */
public record Principal(String name, Rights rights) {
    /** Somebody on this machine, where that alone is enough to publish. */
    public static final Principal LOCAL = new Principal("local", Rights.PUBLISHER);

    public static final Principal ANONYMOUS = new Principal("anonymous", Rights.VIEWER);
}
