package dev.pushlab.server.technique;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the encoder of every room has to do that sends a document of scripts. */
public abstract class ScriptedEncoderScenarios {
    protected static final Topic TOPIC = new Topic("news");
    protected static final EventId ID = new EventId(7, 3);
    private static final String BEHIND = ");</script>\n";

    /** With the nonce {@code NONCE}. */
    private final ScriptedStream format;

    private final String before;

    protected ScriptedEncoderScenarios() {
        format = format(new ScriptedDocument("NONCE"));
        before = "<script nonce=\"NONCE\">" + format.function() + "(";
    }

    protected abstract ScriptedStream format(ScriptedDocument document);

    @Test
    void writesAnEventAsACall() {
        assertThat(event("tick", Payload.text("hello")))
                .isEqualTo(before
                        + "{\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"tick\",\"time\":\"1970-01-01T00:00:00.000000Z\","
                        + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"hello\"}" + BEHIND);
        assertThat(event("", Payload.binary(new byte[] {0, -1, 10})))
                .endsWith("\"data\":\"AP8K\",\"encoding\":\"base64\"}" + BEHIND);
    }

    /** HTML §4.12.1.3: within a script element nothing may look like its end or like a comment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "</SCRIPT >",
                "<!-- <script>",
                "-->",
                "]]>",
                "\"});alert(1);({\"",
                "\\u003c/script>",
                "a\u2028b\u2029c",
                "a\r\nb\u0000c",
                "&lt;/script&gt;",
                "股价 \uD83D\uDE80 \uFEFF"
            })
    void noDataLeavesItsString(String data) throws IOException {
        String written = event("</script>", Payload.text(data));
        assertThat(written).startsWith(before).endsWith(BEHIND);
        String inside = written.substring(before.length(), written.length() - BEHIND.length());

        assertThat(inside).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\r", "\n", "\u0000");
        assertThat(new JsonMapper().readTree(inside).get("data").asText()).isEqualTo(data);
        assertThat(new JsonMapper().readTree(inside).get("type").asText()).isEqualTo("</script>");
    }

    @Test
    void saysEverythingElseByCallsToo() {
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));
        assertThat(written(out -> format.encodeGap(gap, out)))
                .isEqualTo(
                        before + "{\"gap\":{\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}}" + BEHIND);
        assertThat(written(format::encodeHeartbeat)).isEqualTo(before + "{\"heartbeat\":true}" + BEHIND);
        assertThat(written(out -> format.encodeEnd("bound", ID, out)))
                .isEqualTo(
                        before + "{\"ended\":{\"reason\":\"bound\",\"last\":\"7:3\"}}" + BEHIND + "</body></html>\n");
        assertThat(written(out -> assertThat(format.encodeEnding(TOPIC, Ending.TOO_SLOW, out))
                        .isTrue()))
                .isEqualTo(before + "{\"ended\":{\"reason\":\"too-slow\"}}" + BEHIND + "</body></html>\n");
    }

    /** CSP Level 3 §7.1: the nonce must not be known to who may write into another document. */
    @Test
    void theBytesAreForOneReader() {
        assertThat(format.isShared()).isFalse();
        assertThat(format(ScriptedDocument.create())).isNotEqualTo(format(ScriptedDocument.create()));
    }

    /** What comes before the first event, which has to begin with this and then tell where the stream begins. */
    protected final void assertOpening(ScriptedStream stream, String beginning, String id) {
        assertThat(written(out -> stream.encodeOpening(TOPIC, ID, true, Duration.ofSeconds(15), id, out)))
                .isEqualTo(beginning + before
                        + "{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:3\",\"recovered\":true,\"heartbeat\":15000"
                        + (id.isEmpty() ? "" : ",\"stream\":\"" + id + "\"") + "}}" + BEHIND);
    }

    private String event(String type, Payload data) {
        Event event = Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data));
        return written(out -> format.encode(event, out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
