package dev.pushlab.server.keys;

import java.util.Locale;

/** Where a member stands on the way to the current key. */
public enum MemberState {
    /** Connected over a connection it opened itself, and not part of the group yet: no key has been pushed to it. */
    CONNECTED,
    /** It has asked to be called back. */
    REGISTERED,
    /** The server's connection attempt is under way. */
    DIALING,
    /** The listener has proved that it expects this call. */
    COOKIE_OK,
    /** The Noise handshake runs. */
    HANDSHAKE,
    /** The current key was sent; the confirmation is awaited. */
    PUSHING,
    /** The member has proved that it holds the current key. */
    ACKED,
    /** The call failed and the member has confirmed the current key over the connection it opened itself. */
    FALLBACK,
    /** No confirmed key, and why is known. */
    FAILED,
    /** Expelled: it gets no key until it is admitted again. */
    REVOKED,
    /** No connection; it gets the current key when it comes back. */
    OFFLINE;

    /** The key of the localized text, e.g. {@code member.cookie-ok}. */
    public String key() {
        return "member." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
