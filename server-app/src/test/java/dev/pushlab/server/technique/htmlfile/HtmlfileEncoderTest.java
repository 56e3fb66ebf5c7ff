package dev.pushlab.server.technique.htmlfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.technique.ScriptedDocument;
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

class HtmlfileEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventId ID = new EventId(7, 3);
    private static final HtmlfileEncoder FORMAT = format(0);
    private static final String BEFORE = "<script nonce=\"NONCE\">parent.take(";
    private static final String BEHIND = ");</script>\n";

    /** What comes before the first script is as long as Internet Explorer wants it, and nothing to see. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256, HtmlfileTechnique.MAX_PADDING})
    void beginsWithSoManySpaces(int padding) {
        assertThat(written(out -> format(padding).encodeOpening(TOPIC, ID, true, Duration.ofSeconds(15), "", out)))
                .isEqualTo("<!doctype html><html><body>" + " ".repeat(padding) + "\n" + BEFORE
                        + "{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:3\",\"recovered\":true,\"heartbeat\":15000}}"
                        + BEHIND);
    }

    @Test
    void writesAnEventAsACallOfTheDocumentAround() {
        assertThat(event(Payload.text("hello")))
                .isEqualTo(BEFORE
                        + "{\"id\":\"7:3\",\"topic\":\"news\",\"type\":\"\",\"time\":\"1970-01-01T00:00:00.000000Z\","
                        + "\"contentType\":\"text/plain; charset=utf-8\",\"data\":\"hello\"}" + BEHIND);
    }

    /** HTML §4.12.1.3: within a script element nothing may look like its end or like a comment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "<!-- <script>",
                "-->",
                "\"});alert(1)",
                "a\u2028b\r\nc\u0000"
            })
    void noDataLeavesItsString(String data) throws IOException {
        String written = event(Payload.text(data));
        String inside = written.substring(BEFORE.length(), written.length() - BEHIND.length());

        assertThat(inside).doesNotContain("<", ">", "&", "\u2028", "\r", "\n", "\u0000");
        assertThat(new JsonMapper().readTree(inside).get("data").asText()).isEqualTo(data);
    }

    @Test
    void saysEverythingElseByCallsToo() {
        Gap gap = new Gap(TOPIC, Optional.of(new EventId(6, 1)), new EventId(7, 2));
        assertThat(written(out -> FORMAT.encodeGap(gap, out)))
                .isEqualTo(
                        BEFORE + "{\"gap\":{\"topic\":\"news\",\"requested\":\"6:1\",\"resumed\":\"7:2\"}}" + BEHIND);
        assertThat(written(FORMAT::encodeHeartbeat)).isEqualTo(BEFORE + "{\"heartbeat\":true}" + BEHIND);
        assertThat(written(out -> FORMAT.encodeEnd("bound", ID, out)))
                .isEqualTo(
                        BEFORE + "{\"ended\":{\"reason\":\"bound\",\"last\":\"7:3\"}}" + BEHIND + "</body></html>\n");
        assertThat(written(out -> assertThat(FORMAT.encodeEnding(TOPIC, Ending.TOO_SLOW, out))
                        .isTrue()))
                .isEqualTo(BEFORE + "{\"ended\":{\"reason\":\"too-slow\"}}" + BEHIND + "</body></html>\n");
    }

    @Test
    void theBytesAreForOneReader() {
        assertThat(FORMAT.isShared()).isFalse();
        assertThat(new HtmlfileEncoder("f", 0, ScriptedDocument.create()))
                .isNotEqualTo(new HtmlfileEncoder("f", 0, ScriptedDocument.create()));
    }

    private static HtmlfileEncoder format(int padding) {
        return new HtmlfileEncoder("take", padding, new ScriptedDocument("NONCE"));
    }

    private static String event(Payload data) {
        Event event = Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft("", EventDraft.TEXT, data));
        return written(out -> FORMAT.encode(event, out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
