package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Batch;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** Answers with a whole document; or with the news in it alone, for a page that only wants to change what is new. */
final class PageRefreshHandler {
    /** How many events that the reader had already stand below the new ones, so that a page without news is not empty. */
    static final int EARLIER = 10;

    /** How many bytes of data the new events have at most, and the earlier ones; a single event may be longer. */
    static final int MAX_BYTES = 256 << 10;

    /** No script at all, nothing from elsewhere, and in frames of this server's pages only. */
    static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'self'";

    private final Hub hub;
    private final Clock clock;

    PageRefreshHandler(Hub hub, Clock clock) {
        this.hub = hub;
        this.clock = clock;
    }

    // snippet:begin answer
    void answer(HttpExchange exchange, Topic topic) {
        exchange.requireOrigin();
        Position after = Polls.after(exchange);
        boolean whole = isWhole(exchange);
        PageView view = PageView.of(exchange, topic);

        Batch batch;
        EventId last;
        boolean more;
        try (Subscription subscription = hub.subscribe(topic, after, () -> {})) {
            batch = subscription.poll(view.limit(), MAX_BYTES);
            last = subscription.position();
            more = subscription.behind();
        }
        if (whole) {
            // All of it again, whatever the browser had of it already.
            List<Event> earlier = earlier(topic, last, batch.events().size());
            respond(exchange, view, new PageRefreshEncoder(view, batch, earlier, last, more, clock.instant()));
        } else {
            ByteBuf body = exchange.context().alloc().buffer(1024);
            Polls.Envelope.JSON.write(batch, last, body);
            exchange.respond(response(exchange, Polls.Envelope.JSON.contentType(), body, last));
        }
    }
    // snippet:end

    /** The events before the new ones, in order. */
    private List<Event> earlier(Topic topic, EventId last, int news) {
        long end = last.offset() - news;
        if (end == 0) {
            return List.of();
        }
        Position from = Position.after(new EventId(last.epoch(), Math.max(0, end - EARLIER)));
        try (Subscription subscription = hub.subscribe(topic, from, () -> {})) {
            return subscription.poll(EARLIER, MAX_BYTES).events().stream()
                    .filter(event -> event.id().offset() <= end)
                    .toList();
        }
    }

    private static boolean isWhole(HttpExchange exchange) {
        return switch (exchange.query("envelope").orElse("html")) {
            case "html" -> true;
            case "json" -> false;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "html, json");
        };
    }

    private static void respond(HttpExchange exchange, PageView view, PageRefreshEncoder page) {
        ByteBuf body = Unpooled.wrappedBuffer(page.html().getBytes(StandardCharsets.UTF_8));
        FullHttpResponse response = response(exchange, "text/html; charset=utf-8", body, page.last());
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_LANGUAGE, view.language().tag());
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY);
        headers.set("Referrer-Policy", "no-referrer");
        exchange.respond(response);
    }

    private static FullHttpResponse response(HttpExchange exchange, String contentType, ByteBuf body, EventId last) {
        FullHttpResponse response = exchange.response(HttpResponseStatus.OK, contentType, body);
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        response.headers().set(HttpHeaderNames.ETAG, Polls.tag(last));
        return response;
    }
}
