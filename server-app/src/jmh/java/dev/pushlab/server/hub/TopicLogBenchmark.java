package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A full history, so that each event that comes drops one. */
@State(Scope.Thread)
public class TopicLogBenchmark {
    private static final int KEPT = 1_000;
    private static final int BATCH = 32;

    @Param({"16", "4096"})
    public int bytes;

    private TopicLog log;
    private Subscription cursor;
    private EventDraft draft;
    private final Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");

    @Setup
    public void fill() {
        Retention bounds = new Retention(KEPT, Retention.MAX_BYTES, Optional.empty());
        TopicSettings settings = new TopicSettings(false, bounds);
        log = new TopicLog(new Topic("stocks"), 7, 41, settings, Clock.systemUTC(), () -> {});
        draft = EventDraft.text("x".repeat(bytes));
        cursor = log.subscribe(Position.NOW, () -> {}, true);
        for (int i = 0; i < KEPT; i++) {
            log.append(draft, time, System.nanoTime());
        }
    }

    @Benchmark
    public Event append() {
        return log.append(draft, time, System.nanoTime());
    }

    /** Each event is read when it is there. */
    @Benchmark
    public Batch appendAndPoll() {
        log.append(draft, time, System.nanoTime());
        return cursor.poll(BATCH, Long.MAX_VALUE);
    }

    /** A batch from the middle of the history. */
    @Benchmark
    public TopicLog.Slice read() {
        return log.read(log.lastOffset() - KEPT / 2, BATCH, Long.MAX_VALUE);
    }
}
