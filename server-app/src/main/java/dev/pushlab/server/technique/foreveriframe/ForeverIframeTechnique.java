package dev.pushlab.server.technique.foreveriframe;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.OpenStreams;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStreamHandler;
import dev.pushlab.server.technique.Scripts;
import dev.pushlab.server.technique.StreamBounds;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/**
 * Serves {@code GET /topics/{topic}/forever-iframe}, and ends such an answer by {@code DELETE
 * /topics/{topic}/forever-iframe/streams/{stream}}.
 */
public final class ForeverIframeTechnique implements Technique {
    /** Unless the request says otherwise: the scripts of a document stay in it. */
    static final StreamBounds BOUNDS = new StreamBounds(10_000, 1_000, 300);

    private static final String DEFAULT_CALLBACK = "callback";

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("forever-iframe", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);
    private final OpenStreams streams = new OpenStreams();

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    // snippet:begin serve
    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));
        String callback = exchange.query("callback").isEmpty() ? DEFAULT_CALLBACK : Scripts.callback(exchange);
        StreamBounds bounds = StreamBounds.of(exchange, BOUNDS);
        ScriptedDocument document = ScriptedDocument.create();
        ForeverIframeEncoder format = new ForeverIframeEncoder(callback, document);

        FanoutSubscription subscription = context.fanout().subscribe(exchange.sink(), topic, after, format);
        exchange.stream(
                document.head(subscription, ""),
                streams.add(
                        exchange,
                        topic,
                        stream -> new ScriptedStreamHandler(
                                subscription,
                                format,
                                context.heartbeats(),
                                context.limits().heartbeat(),
                                bounds,
                                stream)));
    }
    // snippet:end

    @Override
    public void end(HttpExchange exchange, Topic topic, String stream) {
        streams.end(exchange, topic, stream);
    }
}
