package dev.pushlab.server.technique.websocket;

/** The same for messages that are compressed and come in several frames. */
class CompressedConformanceIT extends WebSocketConformanceIT {
    @Override
    protected String wishes() {
        return "&deflate=1&fragments=3";
    }
}
