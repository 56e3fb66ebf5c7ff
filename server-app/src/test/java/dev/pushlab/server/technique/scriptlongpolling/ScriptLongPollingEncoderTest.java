package dev.pushlab.server.technique.scriptlongpolling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.net.AnswerHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ScriptLongPollingEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final AnswerHead HEAD = new AnswerHead("", "");
    /** RFC 9110 §5.6.7; the only part that is another each time. */
    private static final String DATE = "date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n";

    private final Hub hub =
            new Hub(HubOptions.DEFAULT, 7, Clock.fixed(Instant.parse("2026-11-23T15:04:05.000006Z"), ZoneOffset.UTC));

    @Test
    void writesHeadAndCall() {
        hub.publish(TOPIC, EventDraft.text("hello"));
        assertThat(answer("take", Position.EARLIEST))
                .isEqualTo("HTTP/1.1 200 OK\r\n"
                        + "content-type: text/javascript; charset=utf-8\r\n"
                        + "content-length: 180\r\n"
                        + "cache-control: no-store\r\n"
                        + "DATE\r\n"
                        + "x-content-type-options: nosniff\r\n"
                        + "etag: \"7:1\"\r\n"
                        + "\r\n"
                        + "/**/take({\"events\":[{\"id\":\"7:1\",\"topic\":\"news\",\"type\":\"\","
                        + "\"time\":\"2026-11-23T15:04:05.000006Z\",\"contentType\":\"text/plain; charset=utf-8\","
                        + "\"data\":\"hello\"}],\"last\":\"7:1\",\"gap\":false});");
    }

    @Test
    void writesNothingAsACallThatBringsNothing() {
        ByteBuf out = Unpooled.buffer();
        new ScriptLongPollingEncoder("a.b", HEAD).encodeEmpty(new EventId(7, 12), out);
        assertThat(text(out))
                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: text/javascript; charset=utf-8\r\ncontent-length: 49\r\n")
                .endsWith("etag: \"7:12\"\r\n\r\n/**/a.b({\"events\":[],\"last\":\"7:12\",\"gap\":false});");
    }

    @Test
    void tellsOfAGap() {
        assertThat(answer("take", Position.after(new EventId(6, 6)))).endsWith("\"last\":\"7:0\",\"gap\":true});");
    }

    /** The length is that of the bytes, which escapes make more and UTF-8 makes more than the characters. */
    @Test
    void hostileDataStaysDataAndIsCounted() throws Exception {
        String data = "</script>中\u2028\u2029\"});alert(1);//\r\n\u0000";
        hub.publish(TOPIC, new EventDraft("", EventDraft.TEXT, Payload.text(data)));
        String answer = answer("take", Position.EARLIEST);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(answer).contains("content-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n");
        assertThat(body).doesNotContain("<", ">", "\u2028", "\u2029", "\n", "\u0000");
        assertThat(new JsonMapper()
                        .readTree(body.substring("/**/take(".length(), body.length() - 2))
                        .at("/events/0/data")
                        .textValue())
                .isEqualTo(data);
    }

    /** Those who wait under one name are answered by the same bytes. */
    @Test
    void equalNamesMakeEqualFormats() {
        assertThat(new ScriptLongPollingEncoder("take", HEAD))
                .isEqualTo(new ScriptLongPollingEncoder("take", new AnswerHead("", "")))
                .isNotEqualTo(new ScriptLongPollingEncoder("other", HEAD));
    }

    private String answer(String callback, Position after) {
        ByteBuf out = Unpooled.buffer();
        try (Subscription subscription = hub.subscribe(TOPIC, after, () -> {})) {
            new ScriptLongPollingEncoder(callback, HEAD)
                    .encode(subscription.poll(10, 1 << 20), subscription.position(), out);
        }
        return text(out);
    }

    private static String text(ByteBuf out) {
        return out.toString(StandardCharsets.UTF_8).replaceFirst(DATE, "DATE\r\n");
    }
}
