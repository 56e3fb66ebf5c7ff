package dev.pushlab.server.demonstration;

import dev.pushlab.server.access.Audit;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpLimits;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * What the server lends to its demonstrations.
 *
 * @param hub with the topics
 * @param limits bounds of sizes and waits over HTTP
 * @param fanout bounds of what is delivered
 * @param heartbeats that streams keep
 * @param connections all that there are
 * @param loops the threads that serve them
 * @param audit where administrative actions are noted
 * @param http where this server listens for HTTP without TLS; known when it listens
 */
public record DemonstrationContext(
        Hub hub,
        HttpLimits limits,
        FanoutLimits fanout,
        Heartbeats heartbeats,
        ConnectionRegistry connections,
        EventLoops loops,
        Audit audit,
        Supplier<InetSocketAddress> http) {}
