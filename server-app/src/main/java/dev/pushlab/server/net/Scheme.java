package dev.pushlab.server.net;

/** How a request came: as it is, or through TLS. Part of what browsers call an origin (RFC 6454 §4). */
public enum Scheme {
    HTTP("http", "ws"),
    HTTPS("https", "wss");

    private final String word;
    private final String webSocket;

    Scheme(String word, String webSocket) {
        this.word = word;
        this.webSocket = webSocket;
    }

    /** As an address of HTTP begins. */
    public String word() {
        return word;
    }

    /** As an address of WebSocket over the same kind of connection begins. */
    public String webSocket() {
        return webSocket;
    }
}
