package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/protocol.md says what the code does: its tables are the enums, its examples are what is sent and understood. */
class ProtocolDocumentTest {
    private static final String DOCUMENT = read();
    private static final Pattern EXAMPLE = Pattern.compile("```golden\\n; ([^\\n]+)\\n(.*?)```", Pattern.DOTALL);
    private static final Map<String, byte[]> EXAMPLES = examples();

    @Test
    void everyTypeHasAnExampleAndEveryExampleAMeaning() {
        assertThat(EXAMPLES.keySet())
                .containsExactlyElementsOf(GoldenMessages.all().keySet());
        assertThat(EXAMPLES.keySet().stream().map(name -> name.split(" ")[0]).distinct())
                .containsExactlyElementsOf(
                        Arrays.stream(MessageType.values()).map(Enum::name).toList());
    }

    static Stream<String> exampleNames() {
        return EXAMPLES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("exampleNames")
    void whatIsSentIsTheExample(String name) {
        ByteBuf out = Unpooled.buffer();
        MessageCodec.encode(GoldenMessages.all().get(name), out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(HexFormat.of().formatHex(EXAMPLES.get(name)));
    }

    @ParameterizedTest
    @MethodSource("exampleNames")
    void theExampleIsUnderstood(String name) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true));
        channel.writeInbound(Unpooled.wrappedBuffer(EXAMPLES.get(name)));
        Frame frame = channel.readInbound();
        Message message = MessageCodec.decode(MessageType.of(frame.type()), frame.body(), GoldenMessages.topics());
        frame.release();
        assertThat(message).isEqualTo(GoldenMessages.all().get(name));
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void theTableOfTypesIsTheEnum() {
        assertThat(rows("Message types", "0x([0-9a-f]{2}) \\| `(\\w+)`", 16))
                .isEqualTo(table(Arrays.stream(MessageType.values()), MessageType::code));
    }

    @Test
    void theTableOfSuitesIsTheEnum() {
        assertThat(rows("Suites", "0x([0-9a-f]{2}) \\| `(\\w+)`", 16))
                .isEqualTo(table(Arrays.stream(Suite.values()), Suite::code));
        for (Suite suite : Suite.values()) {
            String noise = suite.noiseName().isEmpty() ? "none" : suite.noiseName();
            assertThat(section("Suites")).contains("`" + suite + "` | " + noise + " |");
        }
    }

    @Test
    void theTableOfReasonsIsTheEnum() {
        assertThat(rows("Reason codes", "(\\d+) \\| `(\\w+)`", 10))
                .isEqualTo(table(Arrays.stream(ReasonCode.values()), ReasonCode::code));
    }

    @Test
    void everyReasonThatTheTextNamesExists() {
        List<String> reasons =
                Arrays.stream(ReasonCode.values()).map(Enum::name).toList();
        List<String> suites = Arrays.stream(Suite.values()).map(Enum::name).toList();
        List<String> types = Arrays.stream(MessageType.values()).map(Enum::name).toList();
        assertThat(Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`")
                        .matcher(DOCUMENT)
                        .results()
                        .map(m -> m.group(1)))
                .allMatch(name -> reasons.contains(name) || suites.contains(name) || types.contains(name));
    }

    @Test
    void theLimitsAreThoseOfTheCode() {
        assertThat(section("Frames"))
                .contains(String.format("**%,d** until", FrameFormat.MAX_LENGTH_BEFORE_AUTHENTICATION))
                .contains(String.format("**%,d** afterwards", FrameFormat.MAX_LENGTH))
                .contains(String.format("%,d bytes", MessageCodec.MAX_MESSAGE_BYTES));
        assertThat(section("Records"))
                .contains(String.format("**0x%02x**", FrameFormat.TYPE_RECORD))
                .contains(String.format("%,d bytes", FrameFormat.MAX_BODY_BYTES));
    }

    private interface Coded<T> {
        int code(T value);
    }

    private static <T extends Enum<T>> Map<String, Integer> table(Stream<T> values, Coded<T> codes) {
        Map<String, Integer> table = new LinkedHashMap<>();
        values.forEach(value -> table.put(value.name(), codes.code(value)));
        return table;
    }

    private static Map<String, Integer> rows(String section, String row, int radix) {
        Map<String, Integer> rows = new LinkedHashMap<>();
        Pattern.compile("^\\| " + row + " \\|", Pattern.MULTILINE)
                .matcher(section(section))
                .results()
                .forEach(match -> rows.put(match.group(2), Integer.parseInt(match.group(1), radix)));
        return rows;
    }

    private static String section(String title) {
        String start = "\n## " + title + "\n";
        assertThat(DOCUMENT).contains(start);
        int from = DOCUMENT.indexOf(start) + start.length();
        int to = DOCUMENT.indexOf("\n## ", from);
        return DOCUMENT.substring(from, to < 0 ? DOCUMENT.length() : to);
    }

    private static Map<String, byte[]> examples() {
        Map<String, byte[]> examples = new LinkedHashMap<>();
        for (MatchResult match : EXAMPLE.matcher(DOCUMENT).results().toList()) {
            String hex = match.group(2).replaceAll(";[^\\n]*", "").replaceAll("\\s", "");
            assertThat(examples.put(match.group(1), HexFormat.of().parseHex(hex)))
                    .as("two examples called %s", match.group(1))
                    .isNull();
        }
        return examples;
    }

    private static String read() {
        Path here = Path.of("docs", "protocol.md");
        try {
            return Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
