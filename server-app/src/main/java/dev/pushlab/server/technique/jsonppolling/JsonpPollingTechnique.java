package dev.pushlab.server.technique.jsonppolling;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET /topics/{topic}/jsonp-polling}. */
public final class JsonpPollingTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("jsonp-polling", TechniqueDescriptor.Family.PULL, TechniqueDescriptor.Kind.WEB);

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
        new JsonpPollingHandler(context.hub()).answer(exchange, topic);
    }
}
