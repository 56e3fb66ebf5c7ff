/**
 * The WebView and what it takes to make it a browser the techniques' pages can rely on. The only user of
 * {@code javafx.scene.web}.
 *
 * <p>Read {@link dev.pushlab.client.web.WebViewHost} first: it is what screens use. Behind it, {@code PageEngine} drives
 * the WebEngine, {@code WebSocketProbe} finds out whether its WebSocket works, and where it does not,
 * {@code websocket.js} and {@link dev.pushlab.client.web.SocketBridge} replace it
 * (docs/decisions/0003-webview-websocket.md).
 */
package dev.pushlab.client.web;
