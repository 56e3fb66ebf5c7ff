package dev.pushlab.server.demonstration;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import java.util.List;

/** A page of its own that shows something about all techniques, and what the server does for it. */
public interface Demonstration extends AutoCloseable {
    /** What the catalog says about it. */
    TechniqueDescriptor descriptor();

    /** Adds what its page asks the server for, below {@code /demonstrations/ID/}. Once, before the server listens. */
    void addTo(HttpRoutes.Builder routes, DemonstrationContext context);

    /** To which origins beside its own the page may talk as things are when it is asked for; none as a rule. */
    default List<String> origins(HttpExchange page) {
        return List.of();
    }

    /** The server stops: ends what the demonstration has running. */
    @Override
    default void close() {}
}
