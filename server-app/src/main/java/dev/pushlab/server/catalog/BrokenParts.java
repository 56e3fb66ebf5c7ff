package dev.pushlab.server.catalog;

import dev.pushlab.server.access.Audit;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.technique.websocket.broken.HijackDemonstration;
import java.time.Clock;

/** The one place that knows the deliberately vulnerable code of packages named {@code broken}. */
public final class BrokenParts {
    private BrokenParts() {}

    /** Adds the addresses at which attacks are demonstrated: to this machine only, and harmless until switched on. */
    public static void addTo(HttpRoutes.Builder routes, Audit audit, Clock clock) {
        new HijackDemonstration(audit, clock, System::nanoTime).addTo(routes);
    }
}
