package dev.pushlab.server.net;

/** Answers requests of one route. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers, now or later; on the connection's event loop, must not block. The request and its body are valid only
     * until this returns.
     *
     * @throws ProblemException or {@link dev.pushlab.protocol.event.InvalidEventException}: answered as a problem
     */
    void handle(HttpExchange exchange);
}
