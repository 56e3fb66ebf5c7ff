package dev.pushlab.server.technique.scriptlongpolling;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/script-long-polling}. */
public final class ScriptLongPollingTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("script-long-polling", TechniqueDescriptor.Family.COMET, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public boolean usesOtherOrigin() {
        return true;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        ScriptLongPollingHandler.hold(exchange, topic, context.fanout());
    }
}
