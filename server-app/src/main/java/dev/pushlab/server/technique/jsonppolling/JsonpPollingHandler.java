package dev.pushlab.server.technique.jsonppolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Scripts;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Answers one script element with what is there. */
final class JsonpPollingHandler {
    /** How many events an answer brings unless the question says otherwise. */
    static final int DEFAULT_LIMIT = 100;

    static final int MAX_LIMIT = 1_000;

    /** How many bytes of data an answer brings at most; a single event may be longer. */
    static final int MAX_BYTES = 1 << 20;

    private final Hub hub;

    JsonpPollingHandler(Hub hub) {
        this.hub = hub;
    }

    // snippet:begin answer
    void answer(HttpExchange exchange, Topic topic) {
        // A script runs in any page that includes it: only pages that may read get one.
        exchange.requireIncluder();
        String callback = Scripts.callback(exchange);
        Position after = Position.parse(exchange.query("after").orElse(null));
        int limit = exchange.query("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);

        ByteBuf body = exchange.context().alloc().buffer(1024);
        try (Subscription subscription = hub.subscribe(topic, after, () -> {})) {
            Batch batch = subscription.poll(limit, MAX_BYTES);
            EventId last = subscription.position();
            new JsonpPollingEncoder(callback).encode(batch, last, body);
        } catch (RuntimeException e) {
            body.release();
            throw e;
        }
        FullHttpResponse response = exchange.response(HttpResponseStatus.OK, Scripts.CONTENT_TYPE, body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }
    // snippet:end
}
