package dev.pushlab.server.publish;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * {@code POST /topics/{topic}/events}: the body is the data, its Content-Type is kept, the header Event-Type is the
 * event's type. Answered with 201 and the event's id.
 */
public final class PublishEndpoint implements HttpHandler {
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
        hub.publish(topic, EventDraft.of(type, contentType, data))
                .whenComplete((event, failure) -> answer(exchange, event, failure));
    }

    private static void answer(HttpExchange exchange, Event event, Throwable failure) {
        if (failure != null) {
            exchange.fail(failure);
        } else {
            exchange.respondJson(HttpResponseStatus.CREATED, "{\"id\":\"" + event.id() + "\"}");
        }
    }
}
