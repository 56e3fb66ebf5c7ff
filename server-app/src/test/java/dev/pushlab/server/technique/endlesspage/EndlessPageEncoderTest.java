package dev.pushlab.server.technique.endlesspage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import dev.pushlab.server.net.Language;
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

class EndlessPageEncoderTest {
    private static final Topic TOPIC = new Topic("news");
    private static final EventId ID = new EventId(7, 3);
    private static final EndlessPageEncoder FORMAT = new EndlessPageEncoder("<body>股\n", new ScriptedDocument("NONCE"));
    private static final String BEFORE = "<script nonce=\"NONCE\">push(";
    private static final String BEHIND = ");</script>\n";

    @Test
    void writesAnEventAsACall() {
        assertThat(event("tick", Payload.text("hello")))
                .isEqualTo(BEFORE
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
        assertThat(written).startsWith(BEFORE).endsWith(BEHIND);
        String inside = written.substring(BEFORE.length(), written.length() - BEHIND.length());

        assertThat(inside).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\r", "\n", "\u0000");
        assertThat(new JsonMapper().readTree(inside).get("data").asText()).isEqualTo(data);
        assertThat(new JsonMapper().readTree(inside).get("type").asText()).isEqualTo("</script>");
    }

    @Test
    void saysWhereItBeginsBehindTheBeginning() {
        assertThat(written(out -> FORMAT.encodeOpening(TOPIC, ID, true, Duration.ofSeconds(15), "", out)))
                .isEqualTo("<body>股\n" + BEFORE
                        + "{\"subscribed\":{\"topic\":\"news\",\"start\":\"7:3\",\"recovered\":true,\"heartbeat\":15000}}"
                        + BEHIND);
    }

    /** The beginning is worded, names its topic, and marks its script with the nonce. */
    @Test
    void wordsTheBeginningInEachLanguage() {
        EndlessPageDocument page = new EndlessPageDocument(new EndlessPageTechnique().descriptor());
        String english = page.beginning(Language.EN, "dark", TOPIC, new ScriptedDocument("NONCE"));
        String chinese = page.beginning(Language.ZH_CN, "\"><script>", TOPIC, new ScriptedDocument("NONCE"));

        assertThat(english)
                .startsWith("<!doctype html>\n<html lang=\"en\" data-theme=\"dark\">\n")
                .contains("<title>news · Pushlab</title>", "document.js\" nonce=\"NONCE\"></script>", "still loading")
                .doesNotContain("{nonce}", "{topic}", "{theme}", "{lang}", "</body>");
        assertThat(chinese)
                .startsWith("<!doctype html>\n<html lang=\"zh-CN\">\n")
                .contains("本页面还在加载");
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
    void isSharedWithNobody() {
        assertThat(FORMAT.isShared()).isFalse();
        assertThat(new EndlessPageEncoder("<body>股\n", ScriptedDocument.create()))
                .isNotEqualTo(new EndlessPageEncoder("<body>股\n", ScriptedDocument.create()));
    }

    private static String event(String type, Payload data) {
        Event event = Event.of(ID, TOPIC, Instant.EPOCH, new EventDraft(type, EventDraft.TEXT, data));
        return written(out -> FORMAT.encode(event, out));
    }

    private static String written(Consumer<ByteBuf> encoder) {
        ByteBuf out = Unpooled.buffer();
        encoder.accept(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
