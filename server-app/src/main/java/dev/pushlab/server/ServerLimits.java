package dev.pushlab.server;

import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;

/**
 * What a server allows beside the bounds of its topics and of the binary protocol.
 *
 * @param connections of any kind
 * @param http of requests and streams over HTTP
 * @param fanout of subscriptions and of what waits for them
 */
public record ServerLimits(ConnectionLimits connections, HttpLimits http, FanoutLimits fanout) {
    public static final ServerLimits DEFAULT =
            new ServerLimits(ConnectionLimits.DEFAULT, HttpLimits.DEFAULT, FanoutLimits.DEFAULT);
}
