package dev.pushlab.protocol.tap;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What went over a connection, or over all connections of a technique: bytes of TCP payload in both directions, without
 * the headers of TCP and IP. Safe for use by several threads.
 */
public final class TrafficCounters {
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final Instant since = Instant.now();
    private volatile Instant lastHeard = since;

    /** Counts bytes that arrived. */
    public void received(long bytes) {
        bytesIn.addAndGet(bytes);
        reads.incrementAndGet();
        lastHeard = Instant.now();
    }

    /** Counts bytes that were handed to the operating system. */
    public void sent(long bytes) {
        bytesOut.addAndGet(bytes);
        writes.incrementAndGet();
    }

    public long bytesIn() {
        return bytesIn.get();
    }

    public long bytesOut() {
        return bytesOut.get();
    }

    /** How many times bytes arrived; one read may carry several messages, or part of one. */
    public long reads() {
        return reads.get();
    }

    /** How many writes were handed to the operating system; one may carry several messages. */
    public long writes() {
        return writes.get();
    }

    /** When counting began. */
    public Instant since() {
        return since;
    }

    /** When bytes arrived last; {@link #since()} before the first. */
    public Instant lastHeard() {
        return lastHeard;
    }
}
