package dev.pushlab.server.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many requests the addresses may send. An address that has sent none for a while is forgotten. {@link #ADDRESSES}
 * are remembered at a time; those that find no place share one allowance. Safe for use by any thread.
 */
final class RequestRate {
    static final int ADDRESSES = 16_384;

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long CROWDED_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PerAddress limit;
    private final double burstSeconds;
    private final LongSupplier nanoTime;
    private final Map<Long, RateLimit> addresses = new ConcurrentHashMap<>();
    private final RateLimit others;
    private final AtomicLong swept;

    /**
     * @param limit requests a second
     * @param burst as many at once
     * @param nanoTime as {@link System#nanoTime()}
     */
    RequestRate(PerAddress limit, int burst, LongSupplier nanoTime) {
        this.limit = limit;
        this.burstSeconds = (double) burst / limit.most();
        this.nanoTime = nanoTime;
        this.others = newLimit();
        this.swept = new AtomicLong(nanoTime.getAsLong());
    }

    /**
     * Counts a request.
     *
     * @param address null if it is unknown: not bound
     * @return how long to wait before the next try; zero if the request may be answered
     */
    Duration take(InetAddress address) {
        if (address == null || !limit.binds(address)) {
            return Duration.ZERO;
        }
        sweep();
        long block = PerAddress.block(address);
        RateLimit known = addresses.get(block);
        if (known == null) {
            known = addresses.size() < ADDRESSES ? addresses.computeIfAbsent(block, it -> newLimit()) : others;
        }
        synchronized (known) {
            if (known.allows(1)) {
                known.take(1);
                return Duration.ZERO;
            }
            return known.until(1);
        }
    }

    /** How many addresses are remembered. */
    int size() {
        return addresses.size();
    }

    /** Who asks while its full allowance is forgotten begins with a full one: nothing is lost by it. */
    private void sweep() {
        long now = nanoTime.getAsLong();
        long before = swept.get();
        long pause = addresses.size() < ADDRESSES ? SWEEP_NANOS : CROWDED_SWEEP_NANOS;
        if (now - before < pause || !swept.compareAndSet(before, now)) {
            return;
        }
        addresses.values().removeIf(each -> {
            synchronized (each) {
                return each.isFull();
            }
        });
    }

    private RateLimit newLimit() {
        return new RateLimit(limit.most(), burstSeconds, nanoTime);
    }
}
