package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.metrics.Health;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * {@code GET /health}: whether the server can do what it is for, for how many seconds it has run, and how much it has
 * to do. For everybody, so nothing that is nobody's business. 200 as long as it serves at all, 503 when it is stopping.
 */
public final class HealthEndpoint implements HttpHandler {
    private final Health health;

    public HealthEndpoint(Health health) {
        this.health = health;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Health.Report report = health.report();
        ObjectNode body = AdminJson.JSON
                .createObjectNode()
                .put("status", report.status().word())
                .put("uptime", report.uptime().toSeconds())
                .put("epoch", report.epoch())
                .put("connections", report.connections())
                .put("topics", report.topics());
        ObjectNode checks = body.putObject("checks");
        report.parts().forEach((part, condition) -> checks.put(part.word(), condition.word()));
        exchange.respondJson(
                report.status() == Health.Status.STOPPING
                        ? HttpResponseStatus.SERVICE_UNAVAILABLE
                        : HttpResponseStatus.OK,
                body.toString());
    }
}
