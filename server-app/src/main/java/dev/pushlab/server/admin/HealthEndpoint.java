package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;

/**
 * {@code GET /health}: that the server answers, for how many seconds it has run, and how much it has to do. For
 * everybody, so nothing that is nobody's business.
 */
public final class HealthEndpoint implements HttpHandler {
    private final Hub hub;
    private final ConnectionRegistry connections;
    private final long started = System.nanoTime();

    public HealthEndpoint(Hub hub, ConnectionRegistry connections) {
        this.hub = hub;
        this.connections = connections;
    }

    @Override
    public void handle(HttpExchange exchange) {
        ObjectNode health = AdminJson.JSON
                .createObjectNode()
                .put("status", "ok")
                .put("uptime", Duration.ofNanos(System.nanoTime() - started).toSeconds())
                .put("epoch", hub.epoch())
                .put("connections", connections.count())
                .put("topics", hub.topics().size());
        exchange.respondJson(HttpResponseStatus.OK, health.toString());
    }
}
