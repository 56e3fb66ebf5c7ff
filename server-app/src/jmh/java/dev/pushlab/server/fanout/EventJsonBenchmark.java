package dev.pushlab.server.fanout;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** An event as JSON, and which events of JSON are of one kind. */
@State(Scope.Thread)
public class EventJsonBenchmark {
    /** What the data is. */
    public enum Data {
        /** Text of which nothing needs an escape. */
        PLAIN(EventDraft.TEXT, "x"),
        /** JSON, of which every sixth byte needs one. */
        QUOTED(EventDraft.JSON, "\"sym\":"),
        /** Bytes, in base64. */
        BINARY(EventDraft.BINARY, "x");

        private final String contentType;
        private final String part;

        Data(String contentType, String part) {
            this.contentType = contentType;
            this.part = part;
        }
    }

    @Param({"16", "128", "4096"})
    public int bytes;

    @Param
    public Data data;

    private final ByteBuf out = Unpooled.directBuffer(16_384);
    private Event event;

    @Setup
    public void prepare() {
        byte[] payload = data.part.repeat(bytes).substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
        event = Event.of(
                new EventId(41, 1_000_000),
                new Topic("stocks"),
                Instant.parse("2026-11-23T12:00:00.123456Z"),
                EventDraft.of("tick", data.contentType, payload));
    }

    @TearDown
    public void release() {
        out.release();
    }

    @Benchmark
    public int write() {
        EventJson.write(event, out.clear());
        return out.writerIndex();
    }
}
