package dev.pushlab.server.technique.fallback;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.HttpExchange;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;

/** Answers with what there is to choose from, and from which position on. */
final class FallbackHandler {
    private final Hub hub;
    private final Duration heartbeat;

    FallbackHandler(Hub hub, Duration heartbeat) {
        this.hub = hub;
        this.heartbeat = heartbeat;
    }

    // snippet:begin negotiate
    void negotiate(HttpExchange exchange, Topic topic) {
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));
        List<Rung> able = Rung.able(exchange.query("transports"));
        int proof = exchange.query("proof", 250, 30_000, 4_000);
        int quiet = exchange.query("quiet", 1_000, 60_000, 8_000);

        FallbackEncoder offer;
        try (Subscription subscription = hub.subscribe(topic, after, () -> {})) {
            offer = new FallbackEncoder(
                    topic, subscription.position(), subscription.recovered(), heartbeat, proof, quiet, able);
        }
        ByteBuf body = exchange.context().alloc().buffer(1024);
        offer.encode(body);
        FullHttpResponse response = exchange.response(HttpResponseStatus.OK, "application/json", body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }
    // snippet:end
}
