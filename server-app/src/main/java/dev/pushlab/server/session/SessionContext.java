package dev.pushlab.server.session;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.access.SessionRights;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.keys.KeyDistribution;

/**
 * What all sessions of this server work with.
 *
 * @param rights what their peers may do
 * @param registrar takes the REGISTERs
 * @param welcome what this server says about itself at the beginning of each session
 */
public record SessionContext(
        Hub hub,
        Fanout fanout,
        KeyDistribution keys,
        SessionRights rights,
        Registrar registrar,
        ServerSessionLimits limits,
        Message.Welcome welcome) {}
