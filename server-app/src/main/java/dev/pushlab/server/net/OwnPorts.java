package dev.pushlab.server.net;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * At which ports this server speaks. Everything is the same at both of a scheme, but to a browser they are two origins
 * (RFC 6454 §4): what a page of one gets from the other, it gets across origins. Known when the ports are open.
 */
public final class OwnPorts {
    private final Map<Scheme, Pair> pairs = new ConcurrentHashMap<>();

    private record Pair(int first, int second) {}

    /** From now on these two are open. */
    public void opened(Scheme scheme, int first, int second) {
        pairs.put(scheme, new Pair(first, second));
    }

    /** The port of the other origin, as seen from one of both; empty: there is none. */
    OptionalInt other(Scheme scheme, int port) {
        Pair pair = pairs.get(scheme);
        if (pair == null || port != pair.first && port != pair.second) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(port == pair.first ? pair.second : pair.first);
    }
}
