package dev.pushlab.server.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
    /** Against the obvious search, with bytes around the sought one, negative ones among them. */
    @Test
    void findsTheFirst() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] values = {'\n', '\n' - 1, '\n' + 1, 0, -1, (byte) ('\n' | 0x80), 'x'};
        for (int run = 0; run < 2_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = values[random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(values.length - 1)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int expected = from;
            while (expected < to && bytes[expected] != '\n') {
                expected++;
            }
            assertThat(Bytes.indexOf(bytes, from, to, (byte) '\n'))
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(expected);
        }
    }
}
