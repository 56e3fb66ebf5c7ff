package dev.pushlab.server.technique.sse;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.SubscriptionNames;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Streams;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Optional;

/**
 * Serves {@code GET /topics/{topic}/sse}. The body is delimited by the end of the connection (RFC 9112 §6.3 rule 8), so
 * an event costs no bytes of chunking.
 */
public final class SseTechnique implements Technique {
    private static final int RETRY_MILLIS = 2_000;
    private static final int MIN_RETRY_MILLIS = 100;
    private static final int MAX_RETRY_MILLIS = 60_000;

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("sse", TechniqueDescriptor.Family.HTML5, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public boolean readsOtherOrigin() {
        return true;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        // snippet:begin resume
        // A browser that reconnects repeats the address with its first "after" and adds the header, which is newer.
        String last = exchange.headers().get("last-event-id");
        boolean resumes = last != null && !last.isEmpty();
        Position after = Position.parse(resumes ? last : exchange.query("after").orElse(null));
        if (stopsWhoResumes(exchange) && resumes) {
            // The one answer to which a browser does not ask again (WHATWG HTML §9.2.3).
            exchange.respondEmpty();
            return;
        }
        // snippet:end
        Optional<FullHttpResponse> elsewhere = SseRedirect.answer(exchange);
        if (elsewhere.isPresent()) {
            exchange.respond(elsewhere.get());
            return;
        }
        int retry = exchange.query("retry", MIN_RETRY_MILLIS, MAX_RETRY_MILLIS, RETRY_MILLIS);
        SseEncoder format = format(exchange.query("envelope").orElse("none"));
        Optional<String> redirected = SseRedirect.followed(exchange);

        Optional<DurableSubscription> durable = SubscriptionNames.asked(exchange, topic, context.hub());
        if (resumes) {
            durable.ifPresent(it -> after.id().ifPresent(it::acknowledge));
        }
        FanoutSubscription subscription = durable.isPresent()
                ? context.fanout().subscribe(exchange.sink(), durable.get(), format)
                : context.fanout().subscribe(exchange.sink(), topic, after, format);
        if (subscription == null) {
            throw SubscriptionNames.unknown();
        }
        HttpResponse head = Streams.head(HttpHeaderValues.TEXT_EVENT_STREAM.toString(), subscription);
        SseOpening opening = SseOpening.of(subscription, retry, redirected);
        exchange.stream(head, new SseHandler(subscription, format, opening, context.heartbeats()));
    }

    /** Whether the address says that a browser that comes back is to be told not to: told by its header, kept by nobody. */
    private static boolean stopsWhoResumes(HttpExchange exchange) {
        Optional<String> answer = exchange.query("resumed");
        if (answer.isPresent() && !answer.get().equals("204")) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "resumed", "204");
        }
        return answer.isPresent();
    }

    private static SseEncoder format(String envelope) {
        return switch (envelope) {
            case "none" -> SseEncoder.BARE;
            case "json" -> SseEncoder.JSON;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "none, json");
        };
    }
}
