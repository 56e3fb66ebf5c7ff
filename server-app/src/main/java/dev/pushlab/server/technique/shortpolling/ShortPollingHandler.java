package dev.pushlab.server.technique.shortpolling;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;

/** Answers one question with what is there. */
final class ShortPollingHandler {
    /** How many events an answer brings unless the question says otherwise. */
    static final int DEFAULT_LIMIT = 100;

    static final int MAX_LIMIT = 1_000;

    /** How many bytes of data an answer brings at most; a single event may be longer. */
    static final int MAX_BYTES = 1 << 20;

    private final Hub hub;

    ShortPollingHandler(Hub hub) {
        this.hub = hub;
    }

    /** How slow a server may be played to be, in ms. */
    static final int MAX_DELAY_MILLIS = 5_000;

    // snippet:begin answer
    void answer(HttpExchange exchange, Topic topic) {
        exchange.requireOrigin();
        Position after = Polls.after(exchange);
        Polls.Envelope envelope = Polls.Envelope.of(exchange);
        int limit = exchange.query("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        int delay = exchange.query("delay", 0, MAX_DELAY_MILLIS, 0);

        Batch batch;
        EventId last;
        try (Subscription subscription = hub.subscribe(topic, after, () -> {})) {
            batch = subscription.poll(limit, MAX_BYTES);
            last = subscription.position();
        }
        if (delay == 0) {
            ByteBuf body = exchange.context().alloc().buffer(1024);
            new ShortPollingEncoder(envelope).encode(batch, last, body);
            FullHttpResponse response = exchange.response(HttpResponseStatus.OK, envelope.contentType(), body);
            response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
            response.headers().set(HttpHeaderNames.ETAG, Polls.tag(last));
            exchange.respond(response);
        } else {
            // A slow server: it knows what to say, and takes its time to say it. No thread waits meanwhile.
            exchange.after(
                    Duration.ofMillis(delay), head -> new ShortPollingEncoder(envelope).encode(head, batch, last));
        }
    }
    // snippet:end
}
