package dev.pushlab.server.bench.load;

/**
 * A subscriber that takes nothing.
 *
 * @param port its local one
 * @param received bytes that it had taken before it stopped
 * @param closedByServer whether the server has ended it
 */
public record Stall(int port, long received, boolean closedByServer) {}
