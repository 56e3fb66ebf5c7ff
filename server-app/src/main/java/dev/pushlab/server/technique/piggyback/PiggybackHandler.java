package dev.pushlab.server.technique.piggyback;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.HttpExchange;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Answers what a user does, and lets the news ride along. */
final class PiggybackHandler {
    /** How many events ride on an answer, unless the request says fewer. */
    static final int MAX_LIMIT = 1_000;

    /** How many bytes of data ride on an answer at most; a single event may be longer. */
    static final int MAX_BYTES = 1 << 20;

    private final Cafe cafe;
    private final Hub hub;

    PiggybackHandler(Cafe cafe, Hub hub) {
        this.cafe = cafe;
        this.hub = hub;
    }

    /** Somebody comes to the table, and sees what stands there. */
    void look(HttpExchange exchange, Topic topic) {
        exchange.requireOrigin();
        Ride ride = Ride.of(exchange);
        answer(exchange, topic, ride, cafe.look(topic));
    }

    // snippet:begin act
    /** Somebody orders. It changes something for all at this table, so it takes the right to publish. */
    void order(HttpExchange exchange, Topic topic) {
        exchange.requireOrigin();
        exchange.requirePublisher(topic);
        // What cannot be answered must not be done.
        Ride ride = Ride.of(exchange);
        Order order = Order.parse(exchange.request().content());
        answer(exchange, topic, ride, cafe.order(topic, order.item(), order.change()));
    }

    private void answer(HttpExchange exchange, Topic topic, Ride ride, Cafe.Table table) {
        Batch news;
        EventId last;
        try (Subscription subscription = hub.subscribe(topic, ride.after(), () -> {})) {
            news = subscription.poll(ride.limit(), MAX_BYTES);
            last = subscription.position();
        }
        ByteBuf body = exchange.context().alloc().buffer(1024);
        new PiggybackEncoder(table).encode(news, last, body);
        FullHttpResponse response = exchange.response(HttpResponseStatus.OK, "application/json", body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        exchange.respond(response);
    }
    // snippet:end

    /** Which events may ride on the answer. */
    private record Ride(Position after, int limit) {
        static Ride of(HttpExchange exchange) {
            return new Ride(
                    Position.parse(exchange.query("after").orElse(null)),
                    exchange.query("limit", 1, MAX_LIMIT, MAX_LIMIT));
        }
    }
}
