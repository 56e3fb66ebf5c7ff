package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Messages to bytes and back: an event, and one that follows another one. */
@State(Scope.Thread)
public class MessageCodecBenchmark {
    private static final int TOPIC_NUMBER = 7;

    @Param({"16", "128", "4096"})
    public int bytes;

    private final TopicNumbers topics = new TopicNumbers();
    private final ByteBuf out = Unpooled.directBuffer(8_192);
    private Message event;
    private Message next;
    private ByteBuf eventBody;

    @Setup
    public void prepare() {
        Topic topic = new Topic("stocks");
        topics.learn(TOPIC_NUMBER, topic);
        Instant time = Instant.parse("2026-11-23T12:00:00.123456Z");
        EventDraft draft = EventDraft.text("x".repeat(bytes));
        Event first = Event.of(new EventId(41, 1_000_000), topic, time, draft);
        Event second = Event.of(first.id().next(), topic, time.plusMillis(250), draft);
        event = new Message.EventMessage(TOPIC_NUMBER, first);
        next = Message.Next.of(TOPIC_NUMBER, second, first).orElseThrow();
        eventBody = Unpooled.directBuffer();
        MessageCodec.encode(event, eventBody);
        eventBody.skipBytes(FrameFormat.HEADER_BYTES);
    }

    @TearDown
    public void release() {
        out.release();
        eventBody.release();
    }

    @Benchmark
    public int encodeEvent() {
        MessageCodec.encode(event, out.clear());
        return out.writerIndex();
    }

    @Benchmark
    public int encodeNext() {
        MessageCodec.encode(next, out.clear());
        return out.writerIndex();
    }

    @Benchmark
    public Message decodeEvent() {
        return MessageCodec.decode(MessageType.EVENT, eventBody.readerIndex(FrameFormat.HEADER_BYTES), topics);
    }
}
