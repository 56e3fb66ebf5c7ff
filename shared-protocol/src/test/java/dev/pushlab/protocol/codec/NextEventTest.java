package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** NEXT of docs/protocol.md, "Message types". */
class NextEventTest {
    private static final Topic NEWS = new Topic("news");
    private static final Topic CHAT = new Topic("chat");
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final EmbeddedChannel channel =
            new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true), new MessageHandler());

    @BeforeEach
    void subscribe() {
        receive(new Message.Subscribed(NEWS, 7, new EventId(3, 300), true));
        receive(new Message.Subscribed(CHAT, 8, new EventId(3, 0), true));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void becomesTheEventItStandsFor() {
        Event first = event(NEWS, 301, "tick", EventDraft.JSON, "1", TIME);
        Event second = event(NEWS, 302, "tick", EventDraft.JSON, "22", TIME.plusMillis(250));
        Event third = event(NEWS, 303, "tick", EventDraft.JSON, "", TIME.minusNanos(5_000));
        assertThat(receive(new Message.EventMessage(7, first))).isEqualTo(new Message.EventMessage(7, first));
        assertThat(receive(next(7, second, first))).isEqualTo(new Message.EventMessage(7, second));
        assertThat(receive(next(7, third, second))).isEqualTo(new Message.EventMessage(7, third));
    }

    @Test
    void countsFromTheEventBeforeOfItsOwnTopic() {
        Event news = event(NEWS, 301, "", EventDraft.TEXT, "n", TIME);
        Event chat = event(CHAT, 1, "said", EventDraft.TEXT, "c", TIME.plusSeconds(9));
        receive(new Message.EventMessage(7, news));
        receive(new Message.EventMessage(8, chat));
        Event more = event(NEWS, 302, "", EventDraft.TEXT, "m", TIME.plusSeconds(10));
        assertThat(receive(next(7, more, news))).isEqualTo(new Message.EventMessage(7, more));
    }

    @Test
    void isAsLongAsAnEventMayBe() {
        Event first = event(NEWS, 301, "", EventDraft.TEXT, "", TIME);
        Event large = event(NEWS, 302, "", EventDraft.TEXT, "x".repeat(Payload.MAX_BYTES), TIME);
        receive(new Message.EventMessage(7, first));
        assertThat(receive(next(7, large, first))).isEqualTo(new Message.EventMessage(7, large));
    }

    @Test
    void costsTenBytesBesideItsData() {
        Event first = event(NEWS, 301, "", EventDraft.TEXT, "", TIME);
        ByteBuf out = Unpooled.buffer();
        MessageCodec.encode(next(7, event(NEWS, 302, "", EventDraft.TEXT, "x".repeat(128), TIME), first), out);
        assertThat(out.readableBytes()).isEqualTo(128 + 10);
    }

    @Test
    void isRefusedWithoutAnEventBefore() {
        assertUnexpected(new Message.Next(7, 0, Bytes.of(new byte[0])));
    }

    @Test
    void isRefusedAfterAGap() {
        receive(new Message.EventMessage(7, event(NEWS, 301, "", EventDraft.TEXT, "", TIME)));
        receive(new Message.GapMessage(new Gap(NEWS, Optional.empty(), new EventId(3, 400))));
        assertUnexpected(new Message.Next(7, 0, Bytes.of(new byte[0])));
    }

    @Test
    void isRefusedAfterSubscribingAgain() {
        receive(new Message.EventMessage(7, event(NEWS, 301, "", EventDraft.TEXT, "", TIME)));
        receive(new Message.Subscribed(NEWS, 7, new EventId(3, 301), true));
        assertUnexpected(new Message.Next(7, 0, Bytes.of(new byte[0])));
    }

    @Test
    void isRefusedForATopicWithoutNumber() {
        assertUnexpected(new Message.Next(9, 0, Bytes.of(new byte[0])));
    }

    @Test
    void isRefusedIfItsTextIsNotUtf8() {
        receive(new Message.EventMessage(7, event(NEWS, 301, "", EventDraft.TEXT, "", TIME)));
        assertRefused(new Message.Next(7, 0, Bytes.of(new byte[] {(byte) 0xff})), ReasonCode.INVALID_PAYLOAD);
    }

    @Test
    void isRefusedIfItsTimeIsOutOfRange() {
        receive(new Message.EventMessage(7, event(NEWS, 301, "", EventDraft.TEXT, "", TIME)));
        assertRefused(new Message.Next(7, Long.MAX_VALUE, Bytes.of(new byte[0])), ReasonCode.MALFORMED);
        assertRefused(new Message.Next(7, Long.MIN_VALUE, Bytes.of(new byte[0])), ReasonCode.MALFORMED);
    }

    @Test
    void isNotChosenForAnEventThatDoesNotFollow() {
        Event first = event(NEWS, 301, "a", EventDraft.TEXT, "", TIME);
        assertThat(Message.Next.of(7, event(NEWS, 303, "a", EventDraft.TEXT, "", TIME), first))
                .as("an offset between")
                .isEmpty();
        assertThat(Message.Next.of(7, event(NEWS, 302, "b", EventDraft.TEXT, "", TIME), first))
                .as("another type")
                .isEmpty();
        assertThat(Message.Next.of(7, event(NEWS, 302, "a", EventDraft.JSON, "", TIME), first))
                .as("another content type")
                .isEmpty();
    }

    private void assertUnexpected(Message message) {
        assertRefused(message, ReasonCode.UNEXPECTED);
    }

    private void assertRefused(Message message, ReasonCode reason) {
        assertThatThrownBy(() -> receive(message))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private Message receive(Message message) {
        ByteBuf out = Unpooled.buffer();
        MessageCodec.encode(message, out);
        channel.writeInbound(out);
        return channel.readInbound();
    }

    private static Message next(int number, Event event, Event before) {
        return Message.Next.of(number, event, before).orElseThrow();
    }

    private static Event event(Topic topic, long offset, String type, String contentType, String data, Instant time) {
        return new Event(
                new EventId(3, offset),
                topic,
                type,
                time.truncatedTo(ChronoUnit.MICROS),
                contentType,
                Payload.text(data));
    }
}
