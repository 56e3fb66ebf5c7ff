package dev.pushlab.server.technique;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import javax.lang.model.SourceVersion;

/**
 * Entries for the Jazzer fuzzer: names of functions and data within scripts. An ordinary test run replays the seeds in the
 * resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=ScriptsFuzzTest#data}
 * searches for new inputs.
 */
class ScriptsFuzzTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Any text as JSON within a script is the same text, and has nothing in it that HTML or a script could take for more. */
    @FuzzTest(maxDuration = "5m")
    void data(byte[] bytes) throws JsonProcessingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        Scripts.call("f", Unpooled.wrappedBuffer(JSON.writeValueAsBytes(text)), out);
        String script = out.toString(StandardCharsets.UTF_8);
        assertThat(script).startsWith("f(\"").endsWith("\");").doesNotContain("<", ">", "&", "\u2028", "\u2029");
        assertThat(script.chars()).noneMatch(character -> character < ' ');
        assertThat(JSON.readValue(script.substring(2, script.length() - 2), String.class))
                .isEqualTo(text);
    }

    /** Of bytes that are no UTF-8 none is lost either. */
    @FuzzTest(maxDuration = "5m")
    void anyBytes(byte[] bytes) {
        ByteBuf out = Unpooled.buffer();
        Scripts.json(Unpooled.wrappedBuffer(bytes), out);
        String before = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(out.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo(before.replace("<", "\\u003c")
                        .replace(">", "\\u003e")
                        .replace("&", "\\u0026")
                        .replace("\u00e2\u0080\u00a8", "\\u2028")
                        .replace("\u00e2\u0080\u00a9", "\\u2029"));
    }

    /** A name is refused, or it is such that Java, which reserves more words, would mostly take it too. */
    @FuzzTest(maxDuration = "5m")
    void callbacks(byte[] bytes) {
        String name = new String(bytes, StandardCharsets.UTF_8);
        try {
            Scripts.callback(name);
        } catch (ProblemException e) {
            assertThat(e.problem().reason()).isEqualTo(Problem.Reason.INVALID_PARAMETER);
            return;
        }
        assertThat(name).hasSizeBetween(1, Scripts.MAX_CALLBACK);
        for (String identifier : name.split("\\.", -1)) {
            assertThat(SourceVersion.isIdentifier(identifier)).isTrue();
            assertThat(identifier.chars()).allMatch(character -> character < 0x7f && character > ' ');
        }
    }
}
