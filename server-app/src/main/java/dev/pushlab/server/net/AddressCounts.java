package dev.pushlab.server.net;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each address has at present. Safe for use by any thread. */
final class AddressCounts {
    private final PerAddress limit;
    private final Map<Long, Integer> counts = new ConcurrentHashMap<>();

    AddressCounts(PerAddress limit) {
        this.limit = limit;
    }

    /**
     * Counts one more, until {@link #leave}.
     *
     * @param address null if it is unknown: not counted
     * @return false if that is one too many; then it is not counted
     */
    boolean enter(InetAddress address) {
        if (address == null) {
            return true;
        }
        int now = counts.merge(PerAddress.block(address), 1, Integer::sum);
        if (now > limit.most() && limit.binds(address)) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        if (address != null) {
            counts.computeIfPresent(PerAddress.block(address), (it, number) -> number == 1 ? null : number - 1);
        }
    }
}
