package dev.pushlab.server.technique;

import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpLimits;

/**
 * What the server lends to its techniques.
 *
 * @param hub for answers that end: a subscription is polled and closed
 * @param fanout for streams: events are written to the connection until it closes
 * @param limits bounds of sizes and waits
 * @param heartbeats that streams keep
 */
public record TechniqueContext(Hub hub, Fanout fanout, HttpLimits limits, Heartbeats heartbeats) {}
