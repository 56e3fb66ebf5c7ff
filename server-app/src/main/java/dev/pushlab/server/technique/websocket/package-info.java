/**
 * WebSocket (RFC 6455): one handshake over HTTP, then frames in both directions. Try it with {@code npx wscat -c
 * 'ws://127.0.0.1:PORT/topics/stocks/websocket'}.
 */
package dev.pushlab.server.technique.websocket;
