package dev.pushlab.server.technique.shortpolling;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/short-polling}. */
public final class ShortPollingTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("short-polling", TechniqueDescriptor.Family.PULL, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        new ShortPollingHandler(context.hub()).answer(exchange, topic);
    }
}
