package dev.pushlab.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Entry for the Jazzer fuzzer: bodies of several parts. An ordinary test run replays the seeds in the resources folder of
 * this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=MultipartFuzzTest} searches for new inputs.
 */
class MultipartFuzzTest {
    private static final String BOUNDARY = "b_";

    /** What a parser said: its parts, whether it is at the end, and what it refused. */
    private record Outcome(List<String> parts, boolean ended, String refusal) {}

    /** The same in whatever pieces it arrives. A part that does not say its length holds no delimiter. */
    @FuzzTest(maxDuration = "5m")
    void bodies(byte[] bytes) throws MalformedBodyException {
        Outcome whole = parse(bytes, bytes.length);
        for (int size : new int[] {1, 2, 7}) {
            assertThat(parse(bytes, size)).isEqualTo(whole);
        }
    }

    /** Whatever is put between delimiters, with its length before it, comes out. */
    @FuzzTest(maxDuration = "5m")
    void contents(byte[] bytes) throws MalformedBodyException {
        String content = new String(bytes, StandardCharsets.ISO_8859_1);
        String body = "--b_\r\nContent-Length: " + bytes.length + "\r\n\r\n" + content + "\r\n--b_--";
        Outcome outcome = parse(body.getBytes(StandardCharsets.ISO_8859_1), 5);
        assertThat(outcome.parts()).containsExactly("{content-length=" + bytes.length + "}" + content);
        assertThat(outcome.ended()).isTrue();
    }

    private static Outcome parse(byte[] bytes, int size) throws MalformedBodyException {
        List<Part> parts = new ArrayList<>();
        MultipartParser parser = new MultipartParser(BOUNDARY, parts::add);
        String refusal = "";
        try {
            for (int at = 0; at < bytes.length; at += size) {
                parser.feed(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
            }
        } catch (MalformedBodyException e) {
            refusal = e.getMessage();
        }
        List<String> texts = new ArrayList<>();
        for (Part part : parts) {
            String text = new String(part.body(), StandardCharsets.ISO_8859_1);
            if (part.header("content-length").isEmpty()) {
                assertThat(text).doesNotContain("\r\n--" + BOUNDARY);
            }
            texts.add(part.headers() + text);
        }
        return new Outcome(texts, parser.ended(), refusal);
    }
}
