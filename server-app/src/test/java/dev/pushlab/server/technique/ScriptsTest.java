package dev.pushlab.server.technique;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "$",
                "_",
                "parent.push",
                "jQuery1910_12",
                "a.b.c",
                "news",
                "inside",
                "x23456789012345678901234567890123456789012345678901234567890.abc"
            })
    void takesNamesOfFunctions(String name) {
        assertThat(Scripts.callback(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "1a",
                "a b",
                "a-b",
                "a[0]",
                "a['b']",
                "alert(1)",
                "a;b",
                "a//",
                "a/**/b",
                "a\nb",
                "a\u2028b",
                "</script>",
                "\\u0061",
                "été",
                "回调",
                "a\u0000",
                "x23456789012345678901234567890123456789012345678901234567890.abcd"
            })
    void refusesWhatIsNone(String name) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Scripts.callback(name));
        assertThat(refused.problem().reason()).isEqualTo(Problem.Reason.INVALID_PARAMETER);
        assertThat(refused.problem().detail(Language.EN))
                .isEqualTo("The parameter \"callback\" must be 1–64 × A-Z a-z 0-9 _ $ . (name, object.name).");
    }

    @ParameterizedTest
    @ValueSource(strings = {"new", "a.delete", "this.a", "function", "let", "eval", "null", "a.true.b", "await"})
    void refusesReservedWordsAndNamesThem(String name) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> Scripts.callback(name));
        assertThat(refused.problem().detail(Language.ZH_CN))
                .matches("参数“callback”必须是 ≠ (new|delete|this|function|let|eval|null|true|await)。");
    }

    @Test
    void escapesWhatEndsAScriptOrAString() {
        assertThat(script("{\"data\":\"</script><!--<script> ]]> &lt; \u2028\u2029\"}"))
                .isEqualTo("{\"data\":\"\\u003c/script\\u003e\\u003c!--\\u003cscript\\u003e ]]\\u003e \\u0026lt;"
                        + " \\u2028\\u2029\"}");
    }

    @Test
    void leavesAllElseAsItIs() {
        String json = "{\"data\":\"' \\\" \\\\ \\r\\n \\u0000 / é 中 \u2027\u202a\u20a8 ￾ 😀\"}";
        assertThat(script(json)).isEqualTo(json);
    }

    @Test
    void meansTheSameAsTheJsonItWasMadeOf() throws JsonProcessingException {
        String text = "<<&&>>\u2028\u2028\u2029\u2029x\\\"<\u2028";
        String json = new JsonMapper().writeValueAsString(text);
        assertThat(new JsonMapper().readValue(script(json), String.class)).isEqualTo(text);
    }

    @Test
    void leavesTheBeginningOfACharacterThatIsCutOff() {
        ByteBuf cut = Unpooled.wrappedBuffer(new byte[] {'<', (byte) 0xe2, (byte) 0x80});
        ByteBuf out = Unpooled.buffer();
        Scripts.json(cut, out);
        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(ascii("\\u003c"), new byte[] {(byte) 0xe2, (byte) 0x80}));
    }

    @Test
    void readsOnlyWhatIsReadable() {
        ByteBuf json = Unpooled.copiedBuffer("<[1]<", StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        Scripts.call("a.b", json.slice(1, 3), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a.b([1]);");
    }

    private static String script(String json) {
        ByteBuf out = Unpooled.buffer();
        Scripts.json(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
