package dev.pushlab.server.technique.longpolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.AnswerHead;
import dev.pushlab.server.technique.Polls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LongPollingEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final AnswerHead HEAD = new AnswerHead("", "");
    /** RFC 9110 §5.6.7; the only part that is another each time. */
    private static final String DATE = "date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n";

    private final Hub hub =
            new Hub(HubOptions.DEFAULT, 7, Clock.fixed(Instant.parse("2026-11-23T15:04:05.000006Z"), ZoneOffset.UTC));

    @Test
    void writesHeadAndDataWithoutEnvelope() {
        publish("greeting", "hello");
        publish("", "a\nb");
        assertThat(answer(Polls.Envelope.NONE, HEAD, Position.EARLIEST))
                .isEqualTo("HTTP/1.1 200 OK\r\n"
                        + "content-type: text/plain\r\n"
                        + "content-length: 23\r\n"
                        + "cache-control: no-store\r\n"
                        + "DATE\r\n"
                        + "x-content-type-options: nosniff\r\n"
                        + "etag: \"7:2\"\r\n"
                        + "\r\n"
                        + "5 greeting\nhello\n"
                        + "3\na\nb\n");
    }

    @Test
    void writesEventsAsJsonByDefault() {
        publish("t", "{}");
        assertThat(answer(Polls.Envelope.JSON, HEAD, Position.EARLIEST))
                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 167\r\n")
                .endsWith("etag: \"7:1\"\r\n\r\n"
                        + "{\"events\":[{\"id\":\"7:1\",\"topic\":\"news\",\"type\":\"t\","
                        + "\"time\":\"2026-11-23T15:04:05.000006Z\",\"contentType\":\"text/plain; charset=utf-8\","
                        + "\"data\":\"{}\"}],\"last\":\"7:1\",\"gap\":false}");
    }

    /** RFC 9110 §15.3.5 and §8.6: no body, no length. */
    @Test
    void writesNothingAsAnAnswerWithoutBody() {
        ByteBuf out = Unpooled.buffer();
        new LongPollingEncoder(Polls.Envelope.NONE, HEAD).encodeEmpty(new EventId(7, 12), out);
        assertThat(text(out))
                .isEqualTo("HTTP/1.1 204 No Content\r\ncache-control: no-store\r\nDATE\r\n"
                        + "x-content-type-options: nosniff\r\netag: \"7:12\"\r\n\r\n");
    }

    @Test
    void tellsOfAGapBeforeTheEvents() {
        publish("", "x");
        Position lost = Position.after(new EventId(6, 6));
        assertThat(answer(Polls.Envelope.NONE, HEAD, lost)).endsWith("\r\n\r\ngap 7:0\n1\nx\n");
        assertThat(answer(Polls.Envelope.JSON, HEAD, lost)).endsWith("\"gap\":true}");
    }

    /** Data that looks like the lines around it: the length says how far it goes. */
    @Test
    void hostileDataStaysInItsPlace() {
        publish("", "1\nx\ngap 9:9\n");
        assertThat(answer(Polls.Envelope.NONE, HEAD, Position.EARLIEST)).endsWith("\r\n\r\n12\n1\nx\ngap 9:9\n\n");
    }

    @Test
    void keepsBytesAsTheyAre() {
        hub.publish(TOPIC, EventDraft.of("", EventDraft.BINARY, new byte[] {0, (byte) 0xff, '\r', '\n'}));
        ByteBuf out = encode(Polls.Envelope.NONE, HEAD, Position.EARLIEST);
        byte[] end = new byte[7];
        out.getBytes(out.writerIndex() - 7, end);
        assertThat(end).containsExactly('4', '\n', 0, 0xff, '\r', '\n', '\n');
    }

    /** The data of an event may be markup of whoever publishes: no answer lets a browser take it for a page. */
    @Test
    void neverSaysWhatThePublisherSaidItIs() {
        hub.publish(TOPIC, new EventDraft("", "text/html", Payload.text("<script>alert(1)</script>")));
        assertThat(answer(Polls.Envelope.NONE, HEAD, Position.EARLIEST))
                .contains("content-type: text/plain\r\n", "nosniff")
                .doesNotContain("text/html");
    }

    /** At most 200 bytes beside the data for an event of 128 bytes, with ids of the usual length. */
    @Test
    void costsLessThanTwoHundredBytes() {
        assertThat(usual(Polls.Envelope.NONE))
                .isEqualTo("HTTP/1.1 200 OK\r\n"
                        + "content-type: text/plain\r\n"
                        + "content-length: 133\r\n"
                        + "cache-control: no-store\r\n"
                        + "date: Mon, 23 Nov 2026 15:04:05 GMT\r\n"
                        + "x-content-type-options: nosniff\r\n"
                        + "etag: \"99999:9999\"\r\n"
                        + "\r\n"
                        + "128\n" + "x".repeat(128) + "\n")
                .satisfies(answer -> assertThat(answer.length() - 128).isEqualTo(186));
    }

    /** Events as JSON describe themselves; the head around them is as lean, and so is an answer without any. */
    @Test
    void headsCostLessThanTwoHundredBytes() {
        String answer = usual(Polls.Envelope.JSON);
        assertThat(answer.indexOf("{")).isEqualTo(187);
        ByteBuf empty = Unpooled.buffer();
        new LongPollingEncoder(Polls.Envelope.JSON, HEAD).encodeEmpty(new EventId(99_999, 9_999), empty);
        assertThat(empty.readableBytes()).isEqualTo(142);
    }

    @Test
    void saysWhatIsDueToThisClientOnly() {
        publish("", "x");
        assertThat(answer(Polls.Envelope.NONE, new AnswerHead("close", "http://friend.example"), Position.EARLIEST))
                .contains("\r\nconnection: close\r\n"
                        + "access-control-allow-origin: http://friend.example\r\n"
                        + "access-control-expose-headers: etag\r\n"
                        + "vary: origin\r\n\r\n");
    }

    /** The answer that brings the event 99999:9999 with 128 bytes of data. */
    private static String usual(Polls.Envelope envelope) {
        Hub usual = new Hub(HubOptions.DEFAULT, 99_999, Clock.systemUTC());
        for (int i = 0; i < 9_999; i++) {
            usual.publish(TOPIC, EventDraft.text("x".repeat(128)));
        }
        try (Subscription subscription = usual.subscribe(TOPIC, Position.after(new EventId(99_999, 9_998)), () -> {})) {
            ByteBuf out = Unpooled.buffer();
            new LongPollingEncoder(envelope, HEAD).encode(subscription.poll(10, 1 << 20), subscription.position(), out);
            return out.toString(StandardCharsets.UTF_8).replaceFirst(DATE, "date: Mon, 23 Nov 2026 15:04:05 GMT\r\n");
        }
    }

    private void publish(String type, String data) {
        hub.publish(TOPIC, new EventDraft(type, EventDraft.TEXT, Payload.text(data)));
    }

    private String answer(Polls.Envelope envelope, AnswerHead head, Position after) {
        return text(encode(envelope, head, after));
    }

    private ByteBuf encode(Polls.Envelope envelope, AnswerHead head, Position after) {
        try (Subscription subscription = hub.subscribe(TOPIC, after, () -> {})) {
            ByteBuf out = Unpooled.buffer();
            new LongPollingEncoder(envelope, head).encode(subscription.poll(10, 1 << 20), subscription.position(), out);
            return out;
        }
    }

    private static String text(ByteBuf out) {
        return out.toString(StandardCharsets.UTF_8).replaceFirst(DATE, "DATE\r\n");
    }
}
