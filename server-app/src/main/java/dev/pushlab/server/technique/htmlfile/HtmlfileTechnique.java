package dev.pushlab.server.technique.htmlfile;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.ScriptedDocument;
import dev.pushlab.server.technique.ScriptedStreamHandler;
import dev.pushlab.server.technique.Scripts;
import dev.pushlab.server.technique.StreamBounds;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/htmlfile}. */
public final class HtmlfileTechnique implements Technique {
    /** Unless the request says otherwise: the scripts of a document stay in it. */
    static final StreamBounds BOUNDS = new StreamBounds(10_000, 1_000, 300);

    /** As many bytes as Internet Explorer looked at before it began. */
    static final int DEFAULT_PADDING = 256;

    static final int MAX_PADDING = 4_096;

    private static final String DEFAULT_CALLBACK = "callback";

    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("htmlfile", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);

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
        int padding = exchange.query("padding", 0, MAX_PADDING, DEFAULT_PADDING);
        StreamBounds bounds = StreamBounds.of(exchange, BOUNDS);
        ScriptedDocument document = ScriptedDocument.create();
        HtmlfileEncoder format = new HtmlfileEncoder(callback, padding, document);

        FanoutSubscription subscription = context.fanout().subscribe(exchange.sink(), topic, after, format);
        exchange.stream(
                document.head(subscription, ""),
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
