package dev.pushlab.server.metrics;

import dev.pushlab.server.access.Role;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * {@code GET /metrics}: the {@link Metrics} in the OpenMetrics text format where it is asked for, otherwise in that of
 * Prometheus, version 0.0.4. For whoever may publish: the names of all topics and how busy they are.
 */
public final class MetricsEndpoint implements HttpHandler {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Metrics metrics;

    public MetricsEndpoint(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void handle(HttpExchange exchange) {
        exchange.caller().refusal(Role.PUBLISHER).ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        String accept = exchange.headers().get(HttpHeaderNames.ACCEPT);
        String type = accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
        FullHttpResponse response = exchange.response(
                HttpResponseStatus.OK,
                type,
                ByteBufUtil.writeUtf8(exchange.context().alloc(), metrics.scrape(type)));
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }
}
