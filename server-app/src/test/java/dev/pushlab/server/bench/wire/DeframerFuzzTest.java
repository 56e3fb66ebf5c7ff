package dev.pushlab.server.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Entry for the Jazzer fuzzer: what servers send to the load generator. An ordinary test run replays the seeds in the
 * resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=DeframerFuzzTest} searches
 * for new inputs.
 */
class DeframerFuzzTest {
    private static final List<Supplier<Deframer>> ALL = List.of(
            WebSocketDeframer::new,
            SseDeframer::new,
            () -> new BinaryDeframer(BinaryFrames.SUBSCRIBED),
            MqttDeframer::new,
            RedisDeframer::new,
            NatsDeframer::new,
            HttpAnswerDeframer::new);

    /** A byte chooses the protocol and one where to cut: the stream means the same in whatever pieces it arrives. */
    @FuzzTest(maxDuration = "5m")
    void pieces(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        Supplier<Deframer> protocol = ALL.get(Byte.toUnsignedInt(bytes[0]) % ALL.size());
        byte[] stream = Arrays.copyOfRange(bytes, 2, bytes.length);
        List<String> whole = fed(protocol.get(), stream, new Random(0), stream.length);
        assertThat(fed(protocol.get(), stream, new Random(bytes[1]), 16)).isEqualTo(whole);
    }

    /** What the sink was told, and at last whether the stream was refused. */
    private static List<String> fed(Deframer deframer, byte[] stream, Random cuts, int longest) {
        Told told = new Told();
        try {
            for (int from = 0; from < stream.length; ) {
                int to = longest == stream.length
                        ? stream.length
                        : Math.min(stream.length, from + 1 + cuts.nextInt(longest));
                deframer.feed(stream, from, to, told);
                from = to;
            }
        } catch (WireException e) {
            told.all.add("refused");
        }
        return told.all;
    }

    private static final class Told implements PayloadSink {
        private final List<String> all = new ArrayList<>();
        private StringBuilder payload;

        @Override
        public void established() {
            all.add("established");
        }

        @Override
        public void begin() {
            assertThat(payload).as("a payload within another").isNull();
            payload = new StringBuilder();
        }

        @Override
        public void bytes(byte[] bytes, int from, int to) {
            payload.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void end() {
            all.add("payload " + payload);
            payload = null;
        }

        @Override
        public void reply(byte[] answer) {
            // What it is masked with, and the time in it, are different each time.
            all.add("reply of " + answer.length);
        }
    }
}
