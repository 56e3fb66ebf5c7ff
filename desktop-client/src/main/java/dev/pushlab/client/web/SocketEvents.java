package dev.pushlab.client.web;

/** What happens to a {@link SocketConnection}, told on its event loop. */
interface SocketEvents {
    void opened(String protocol, String extensions);

    void text(String data);

    void binary(byte[] data);

    /** So many bytes of application data have been handed to the operating system. */
    void sent(int bytes);

    /** The closing handshake has begun: a Close frame came in. */
    void closing();

    /**
     * The end; comes exactly once, also when the connection was never open.
     *
     * @param failed whether an {@code error} event precedes: the connection had to be failed (RFC 6455 section 7.1.7)
     * @param code the connection's close code (section 7.1.5): 1005 for a Close frame without, 1006 for no Close frame
     */
    void closed(boolean failed, int code, String reason, boolean clean);
}
