package dev.pushlab.server.technique.websocket;

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

/** An event as a WebSocket frame, itself and in JSON. */
@State(Scope.Thread)
public class WebSocketEncoderBenchmark {
    @Param({"16", "128", "4096"})
    public int bytes;

    private final ByteBuf out = Unpooled.directBuffer(16_384);
    private Event event;

    @Setup
    public void prepare() {
        event = Event.of(
                new EventId(41, 1_000_000),
                new Topic("stocks"),
                Instant.parse("2026-11-23T12:00:00.123456Z"),
                EventDraft.text("x".repeat(bytes)));
    }

    @TearDown
    public void release() {
        out.release();
    }

    @Benchmark
    public int bare() {
        WebSocketEncoder.BARE.encode(event, out.clear());
        return out.writerIndex();
    }

    @Benchmark
    public int json() {
        WebSocketEncoder.JSON.encode(event, out.clear());
        return out.writerIndex();
    }
}
