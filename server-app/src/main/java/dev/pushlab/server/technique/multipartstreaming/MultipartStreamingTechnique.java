package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Streams;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Serves {@code GET /topics/{topic}/multipart-streaming}: parts of text, or with {@code as=image} a picture of the topic
 * that is replaced by the next one. The body is delimited by the end of the connection.
 */
public final class MultipartStreamingTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("multipart-streaming", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);
    private final Boundary boundary = Boundary.random();
    private final Pictures pictures = new Pictures(boundary);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));
        boolean envelope = envelope(exchange);
        PartFormat format = switch (exchange.query("as").orElse("text")) {
            case "text" -> new MultipartStreamingEncoder(boundary, envelope);
            case "image" -> pictures.of(topic, context.hub());
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "as", "text, image");
        };
        FanoutSubscription subscription = context.fanout().subscribe(exchange.sink(), topic, after, format);
        HttpResponse head = Streams.head("multipart/x-mixed-replace;boundary=" + boundary.text(), subscription);
        // A browser that shows parts as pages shows them as pages of nobody.
        head.headers().set(HttpHeaderNames.CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
        exchange.stream(head, new MultipartStreamingHandler(subscription, format, context.heartbeats()));
    }

    private static boolean envelope(HttpExchange exchange) {
        return switch (exchange.query("envelope").orElse("none")) {
            case "none" -> false;
            case "json" -> true;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "none, json");
        };
    }
}
