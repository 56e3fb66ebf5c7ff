package dev.pushlab.client.connection;

/**
 * A server that proved another identity than the expected one: it was installed anew, or somebody stands in between.
 * There is no connection to it until a person has decided.
 *
 * @param name the address, or what else the server is remembered by
 * @param expected the pinned or remembered fingerprint
 * @param presented the one it has proved
 * @param pinned whether the expectation was given by hand, and so cannot be replaced by trusting the new one
 */
public record ChangedIdentity(String name, String expected, String presented, boolean pinned) {}
