package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.blockingserver.BlockingServerDemonstration;
import dev.pushlab.server.demonstration.connectionsperhost.ConnectionsPerHostDemonstration;
import dev.pushlab.server.demonstration.deadpeers.DeadPeersDemonstration;
import dev.pushlab.server.demonstration.serverrequestedreconnect.ServerRequestedReconnectDemonstration;
import java.util.List;

/** All demonstrations of one server: one line for each. The only place that knows them. */
public final class DemonstrationCatalog implements AutoCloseable {
    private final List<Demonstration> demonstrations = List.of(
            new ConnectionsPerHostDemonstration(), //
            new BlockingServerDemonstration(),
            new DeadPeersDemonstration(),
            new ServerRequestedReconnectDemonstration());

    public List<Demonstration> demonstrations() {
        return demonstrations;
    }

    public List<TechniqueDescriptor> descriptors() {
        return demonstrations.stream().map(Demonstration::descriptor).toList();
    }

    /** Ends what they have running. */
    @Override
    public void close() {
        demonstrations.forEach(Demonstration::close);
    }
}
