package dev.pushlab.server.session;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An event as the binary protocol has it: by itself, and after another one. */
@State(Scope.Thread)
public class EventFormatBenchmark {
    @Param({"16", "128", "4096"})
    public int bytes;

    private final EventFormat format = new EventFormat(7);
    private final ByteBuf out = Unpooled.directBuffer(8_192);
    private Event before;
    private Event event;

    @Setup
    public void prepare() {
        Topic topic = new Topic("stocks");
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        EventDraft draft = EventDraft.text("x".repeat(bytes));
        before = Event.of(new EventId(41, 1_000_000), topic, time, draft);
        event = Event.of(before.id().next(), topic, time.plusMillis(250), draft);
    }

    @TearDown
    public void release() {
        out.release();
    }

    @Benchmark
    public int event() {
        format.encode(event, out.clear());
        return out.writerIndex();
    }

    @Benchmark
    public int next() {
        format.encodeAfter(before, event, out.clear());
        return out.writerIndex();
    }
}
