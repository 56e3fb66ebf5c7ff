package dev.pushlab.server.technique.endlesspage;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStreamHandler;
import dev.pushlab.server.technique.StreamBounds;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/endless-page}: a page for people. */
public final class EndlessPageTechnique implements Technique {
    /** Unless the request says otherwise: few enough for a browser not to lose patience. */
    static final StreamBounds BOUNDS = new StreamBounds(1_000, 500, 300);

    private static final String MORE = "style-src 'self'; img-src 'self'; connect-src 'self'; ";

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("endless-page", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);
    private final EndlessPageDocument page = new EndlessPageDocument(descriptor);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    // snippet:begin serve
    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        exchange.requireOrigin();
        Position after = Position.parse(exchange.query("after").orElse(null));
        StreamBounds bounds = StreamBounds.of(exchange, BOUNDS);
        ScriptedDocument document = ScriptedDocument.create();
        String beginning =
                page.beginning(exchange.language(), exchange.query("theme").orElse(""), topic, document);
        EndlessPageEncoder format = new EndlessPageEncoder(beginning, document);

        FanoutSubscription subscription = context.fanout().subscribe(exchange.sink(), topic, after, format);
        exchange.stream(
                document.head(subscription, MORE),
                new ScriptedStreamHandler(
                        subscription,
                        format,
                        context.heartbeats(),
                        context.limits().heartbeat(),
                        bounds,
                        ""));
    }
    // snippet:end
}
