package dev.pushlab.server.session;

import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.keys.KeyDistribution;

/**
 * What all sessions of this server work with.
 *
 * @param registrar takes the REGISTERs
 */
public record SessionContext(
        Hub hub, Fanout fanout, KeyDistribution keys, Registrar registrar, ServerSessionLimits limits) {}
