package dev.pushlab.client.web;

import java.util.Locale;

/** Which WebSocket the pages in a {@link WebViewHost} are given. */
public enum WebSocketImplementation {
    /** The WebView's own; it passed {@link WebSocketProbe the probe}. */
    NATIVE,
    /** The class in websocket.js over a Java RFC 6455 client, because the WebView's own failed the probe. */
    BRIDGE;

    /** A line for the screen, in that language. */
    public String describe(Locale language) {
        return WebMessages.bundle(language).getString("websocket." + name());
    }
}
