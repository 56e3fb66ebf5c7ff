package dev.pushlab.server.technique.xhrstreaming;

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

/** Serves {@code GET /topics/{topic}/xhr-streaming}. */
public final class XhrStreamingTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("xhr-streaming", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    // snippet:begin serve
    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));
        XhrStreamingEncoder format = format(exchange.query("envelope").orElse("json"));

        // Each event is written once in this format, and its bytes are given to all who follow the topic so.
        FanoutSubscription subscription = context.fanout().subscribe(exchange.sink(), topic, after, format);
        exchange.stream(
                Streams.head(format.contentType(), subscription),
                new XhrStreamingHandler(
                        subscription,
                        format,
                        context.heartbeats(),
                        context.limits().heartbeat()));
    }
    // snippet:end

    private static XhrStreamingEncoder format(String envelope) {
        return switch (envelope) {
            case "json" -> XhrStreamingEncoder.JSON;
            case "none" -> XhrStreamingEncoder.NONE;
            default -> throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "envelope", "json, none");
        };
    }
}
