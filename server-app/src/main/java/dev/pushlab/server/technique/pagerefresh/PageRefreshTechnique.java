package dev.pushlab.server.technique.pagerefresh;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import java.time.Clock;

/** Serves {@code GET /topics/{topic}/page-refresh}. */
public final class PageRefreshTechnique implements Technique {
    private final TechniqueDescriptor descriptor =
            Rooms.descriptor("page-refresh", TechniqueDescriptor.Family.PULL, TechniqueDescriptor.Kind.WEB);

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void serve(HttpExchange exchange, Topic topic, TechniqueContext context) {
        new PageRefreshHandler(context.hub(), Clock.systemUTC()).answer(exchange, topic);
    }
}
