package dev.pushlab.server.publish;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Published;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import dev.pushlab.server.net.PublishKeys;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * {@code POST /topics/{topic}/events}: the body is the data, its Content-Type is kept, the header Event-Type is the
 * event's type. Answered with 201 and the event's id; with 200 if it had been published under the same {@code
 * Idempotency-Key} before.
 */
public final class PublishEndpoint implements HttpHandler {
    private static final String KEY = "Idempotency-Key";

    private final Hub hub;

    public PublishEndpoint(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void handle(HttpExchange exchange) {
        Topic topic = new Topic(exchange.value("topic"));
        exchange.requirePublisher(topic);
        String contentType = exchange.headers().get(HttpHeaderNames.CONTENT_TYPE, EventDraft.BINARY);
        String type = exchange.headers().get("event-type", "");
        byte[] data = ByteBufUtil.getBytes(exchange.request().content());
        EventDraft draft = EventDraft.of(type, contentType, data);
        String key = exchange.headers().get(KEY);
        CompletionStage<Published> published = key == null
                ? hub.publish(topic, draft).thenApply(event -> new Published(event.id(), false))
                : hub.publish(topic, draft, PublishKeys.of(exchange.caller(), KEY, key, draft));
        published.whenComplete((result, failure) -> answer(exchange, result, failure));
    }

    private static void answer(HttpExchange exchange, Published published, Throwable failure) {
        if (failure != null) {
            exchange.fail(failure instanceof CompletionException ? failure.getCause() : failure);
        } else if (published.repeated()) {
            exchange.respondJson(HttpResponseStatus.OK, "{\"id\":\"" + published.id() + "\",\"repeated\":true}");
        } else {
            exchange.respondJson(HttpResponseStatus.CREATED, "{\"id\":\"" + published.id() + "\"}");
        }
    }
}
