package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A group of a durable topic's events, as it is written to the disk and read again; without the disk. */
@State(Scope.Thread)
public class FrameBenchmark {
    private static final Topic TOPIC = new Topic("stocks");
    private static final long EPOCH = 41;
    private static final long SALT = 0x5eed;

    @Param({"1", "32"})
    public int events;

    @Param({"16", "4096"})
    public int bytes;

    private final List<Event> group = new ArrayList<>();
    private final Map<Long, PublishKey> keys = new HashMap<>();
    private ByteBuffer frame;

    @Setup
    public void prepare() {
        EventDraft draft = EventDraft.text("x".repeat(bytes));
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        for (long offset = 1; offset <= events; offset++) {
            group.add(Event.of(new EventId(EPOCH, offset), TOPIC, time, draft));
            keys.put(offset, PublishKey.of("http ", "key-" + offset, draft));
        }
        frame = Frame.encode(SALT, group, keys);
    }

    @Benchmark
    public ByteBuffer encode() {
        return Frame.encode(SALT, group, keys);
    }

    @Benchmark
    public Stored read() {
        Frame.Header header = Frame.header(SALT, frame, 0).orElseThrow();
        return Frame.read(header, frame, 0, TOPIC, EPOCH).orElseThrow();
    }
}
