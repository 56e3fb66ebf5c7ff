package dev.pushlab.protocol.tap;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What went over a connection, or over all connections of a technique: bytes of TCP payload in both directions, without
 * the headers of TCP and IP. Safe for use by several threads.
 */
public final class TrafficCounters {
    // Every connection has such counters: plain fields, and updaters that all of them share.
    private static final AtomicLongFieldUpdater<TrafficCounters> BYTES_IN = updater("bytesIn");
    private static final AtomicLongFieldUpdater<TrafficCounters> BYTES_OUT = updater("bytesOut");
    private static final AtomicLongFieldUpdater<TrafficCounters> READS = updater("reads");
    private static final AtomicLongFieldUpdater<TrafficCounters> WRITES = updater("writes");

    private volatile long bytesIn;
    private volatile long bytesOut;
    private volatile long reads;
    private volatile long writes;
    private final long since = System.currentTimeMillis();
    private volatile long lastHeard = since;

    private static AtomicLongFieldUpdater<TrafficCounters> updater(String field) {
        return AtomicLongFieldUpdater.newUpdater(TrafficCounters.class, field);
    }

    /** Counts bytes that arrived. */
    public void received(long bytes) {
        BYTES_IN.addAndGet(this, bytes);
        READS.incrementAndGet(this);
        lastHeard = System.currentTimeMillis();
    }

    /** Counts a write that was handed to the operating system. */
    public void sent(long bytes) {
        sent(bytes, 1);
    }

    /** Counts several writes, of so many bytes together. */
    public void sent(long bytes, long count) {
        BYTES_OUT.addAndGet(this, bytes);
        WRITES.addAndGet(this, count);
    }

    public long bytesIn() {
        return bytesIn;
    }

    public long bytesOut() {
        return bytesOut;
    }

    /** How many times bytes arrived; one read may carry several messages, or part of one. */
    public long reads() {
        return reads;
    }

    /** How many writes were handed to the operating system; one may carry several messages. */
    public long writes() {
        return writes;
    }

    /** When counting began, to the millisecond. */
    public Instant since() {
        return Instant.ofEpochMilli(since);
    }

    /** When bytes arrived last, to the millisecond; {@link #since()} before the first. */
    public Instant lastHeard() {
        return Instant.ofEpochMilli(lastHeard);
    }
}
