package dev.pushlab.server.technique.fallback;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/fallback}. */
public final class FallbackTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("fallback", TechniqueDescriptor.Family.FALLBACK, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        new FallbackHandler(context.hub(), context.limits().heartbeat()).negotiate(exchange, topic);
    }
}
