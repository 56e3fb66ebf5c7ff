package dev.pushlab.server.technique.piggyback;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;

/** Serves {@code GET} and {@code POST /topics/{topic}/piggyback}. */
public final class PiggybackTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("piggyback", TechniqueDescriptor.Family.PULL, TechniqueDescriptor.Kind.WEB);
    private final Cafe cafe = new Cafe();

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        new PiggybackHandler(cafe, context.hub()).look(exchange, topic);
    }

    @Override
    public boolean takesActions() {
        return true;
    }

    @Override
    public void act(HttpExchange exchange, Topic topic, TechniqueContext context) {
        new PiggybackHandler(cafe, context.hub()).order(exchange, topic);
    }
}
