package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FrameScannerTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final FrameScanner scanner = new FrameScanner(0);
    private final Map<Integer, Integer> found = new TreeMap<>();

    private void scan(ByteBuf bytes) {
        int readable = bytes.readableBytes();
        scanner.scan(bytes, (stream, count) -> found.merge(stream, count, Integer::sum));
        assertThat(bytes.readableBytes()).isEqualTo(readable);
    }

    private static ByteBuf frame(int type, int flags, int stream, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeZero(length);
    }

    @Test
    void countsEachStreamsFramesWithTheirHeads() {
        scan(Unpooled.wrappedBuffer(
                frame(HEADERS, END_HEADERS, 1, 20),
                frame(DATA, 0, 3, 16_384),
                frame(PING, 0, 0, 8),
                frame(DATA, 0, 1, 0)));
        assertThat(found).containsExactly(Map.entry(0, 17), Map.entry(1, 38), Map.entry(3, 16_393));
        assertThat(scanner.completed()).isEqualTo(4);
        assertThat(scanner.isMidway()).isFalse();
    }

    /** The bit in front of the stream's number is reserved, and must be ignored (RFC 9113 §4.1). */
    @Test
    void ignoresTheReservedBit() {
        scan(frame(DATA, 0, 5 | Integer.MIN_VALUE, 1));
        assertThat(found).containsExactly(Map.entry(5, 10));
    }

    @Test
    void findsTheSameHoweverTheBytesAreCut() {
        ByteBuf all = Unpooled.wrappedBuffer(
                frame(HEADERS, 0, 7, 300), frame(CONTINUATION, END_HEADERS, 7, 40), frame(DATA, 0, 9, 1_000));
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            ByteBuf rest = all.duplicate();
            while (rest.isReadable()) {
                scan(rest.readSlice(Math.min(rest.readableBytes(), 1 + random.nextInt(50))));
            }
            assertThat(found).containsExactly(Map.entry(7, 358), Map.entry(9, 1_009));
            assertThat(scanner.completed()).isEqualTo(2L * (i + 1));
            found.clear();
        }
    }

    @Test
    void knowsWhatIsNotComplete() {
        FrameScanner begins = new FrameScanner(FrameScanner.PREFACE_BYTES);
        assertThat(begins.isMidway()).isTrue();
        begins.scan(Unpooled.buffer().writeZero(24), (stream, count) -> {});
        assertThat(begins.isMidway()).isFalse();

        scan(frame(HEADERS, 0, 3, 10));
        assertThat(scanner.isMidway()).isTrue();
        assertThat(scanner.openBlock()).isEqualTo(3);
        assertThat(scanner.completed()).isZero();
        scan(frame(CONTINUATION, 0, 3, 10).slice(0, 12));
        assertThat(scanner.isMidway()).isTrue();
        scan(Unpooled.buffer().writeZero(7));
        assertThat(scanner.openBlock()).isEqualTo(3);
        scan(frame(CONTINUATION, END_HEADERS, 3, 0));
        assertThat(scanner.isMidway()).isFalse();
        assertThat(scanner.openBlock()).isZero();
        assertThat(scanner.completed()).isEqualTo(1);

        // Of data every byte can be used, of its head only all.
        scan(frame(DATA, 0, 3, 10).slice(0, 5));
        assertThat(scanner.isMidway()).isTrue();
        scan(frame(DATA, 0, 3, 10).slice(5, 10));
        assertThat(scanner.isMidway()).isFalse();
        assertThat(scanner.completed()).isEqualTo(1);
    }
}
