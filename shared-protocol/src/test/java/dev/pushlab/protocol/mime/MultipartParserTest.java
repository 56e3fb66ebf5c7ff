package dev.pushlab.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By RFC 2046 §5.1.1. */
class MultipartParserTest {
    private final List<Part> parts = new ArrayList<>();

    @Test
    void takesABodyApartHoweverItIsCut() throws MalformedBodyException {
        String body = "preamble\r\n--b_\r\nA: 1\r\na : 2 \r\n\r\none\r\n--b\r\n--b_ \t\r\n\r\n\r\n--b_\r\n"
                + "Content-Length: 9\r\n\r\n\r\n--b_\r\nx\r\n--b_\r\nX:\r\n\r\n\0\u00ff\r\n--b_--\r\nepilogue\r\n--b_\r\n\r\nno";
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        for (int size = 1; size <= bytes.length; size++) {
            parts.clear();
            MultipartParser parser = new MultipartParser("b_", parts::add);
            for (int at = 0; at < bytes.length; at += size) {
                parser.feed(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
            }
            assertThat(parser.ended()).isTrue();
            assertThat(texts()).containsExactly("one\r\n--b", "", "\r\n--b_\r\nx", "\0\u00ff");
            assertThat(parts.get(0).headers()).containsExactly(Map.entry("a", "2"));
            assertThat(parts.get(1).headers()).isEmpty();
            assertThat(parts.get(3).header("x")).contains("");
        }
    }

    @Test
    void tellsOfAPartWithItsDelimiterAndNotWithTheNextPart() throws MalformedBodyException {
        MultipartParser parser = new MultipartParser("b_", parts::add);
        feed(parser, "--b_\r\n\r\none\r\n--b");
        assertThat(parts).isEmpty();
        feed(parser, "_");
        assertThat(texts()).containsExactly("one");
        assertThat(parser.ended()).isFalse();
    }

    @Test
    void decodesBase64() throws MalformedBodyException {
        feed(
                new MultipartParser("b_", parts::add),
                "--b_\r\nContent-Transfer-Encoding: BASE64\r\n\r\n4oKs\r\n\r\n--b_\r\n"
                        + "content-transfer-encoding: base64\r\n\r\nA\r\n--b_");
        assertThat(parts.get(0).text()).isEqualTo("€");
        assertThatThrownBy(() -> parts.get(1).content()).isInstanceOf(MalformedBodyException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--b_~no colon~~                  | a header without a name",
                "--b_~ : x~~                      | a header without a name",
                "--b_xx                           | no line end after a delimiter",
                "--b_~Content-Length: -1~~        | a length that is none",
                "--b_~Content-Length: 1~~xx~--b_~ | no delimiter where the length says",
                "--b_~Content-Length: 8388609~~   | part too long"
            })
    void refusesWhatIsNoBodyOfParts(String body, String why) {
        assertThatThrownBy(() -> feed(new MultipartParser("b_", parts::add), body.replace("~", "\r\n")))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessage(why);
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> feed(new MultipartParser("b_", parts::add), "--b_\r\n" + "a".repeat(9_000)))
                .hasMessage("headers too long");
        assertThatThrownBy(() -> feed(new MultipartParser("b_", parts::add), "--b_\r\n\r\n" + "a".repeat(9 << 20)))
                .hasMessage("part too long");
        assertThatThrownBy(() -> feed(new MultipartParser("b_", parts::add), "--b_" + " ".repeat(9_000)))
                .hasMessage("white space without end");
    }

    @Test
    void passesOverAPreambleOfAnyLength() throws MalformedBodyException {
        feed(new MultipartParser("b_", parts::add), "x".repeat(1 << 20) + "\r\n--b_\r\n\r\none\r\n--b_--");
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void takesPartsAsLongAsAllowed() throws MalformedBodyException {
        String longest = "x".repeat(MultipartParser.MAX_PART_BYTES);
        feed(new MultipartParser("b_", parts::add), "--b_\r\n\r\n" + longest + "\r\n--b_\r\n");
        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).body()).hasSize(MultipartParser.MAX_PART_BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/x-mixed-replace;boundary=b_1, b_1",
        "'Multipart/Mixed; charset=x; Boundary=\"a b\"', a b",
        "multipart/mixed; boundary=b;x=y, b",
        "text/html;boundary=b,",
        "multipart/mixed,",
        "multipart/mixed;boundary=\"\","
    })
    void findsTheBoundary(String mediaType, String boundary) {
        assertThat(MultipartParser.boundary(mediaType).orElse(null)).isEqualTo(boundary);
    }

    private List<String> texts() {
        return parts.stream()
                .map(part -> new String(part.body(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static void feed(MultipartParser parser, String text) throws MalformedBodyException {
        parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
