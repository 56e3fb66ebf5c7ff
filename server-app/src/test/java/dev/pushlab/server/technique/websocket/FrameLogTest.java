package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameLogTest {
    /** RFC 6455 §5.7: unmasked and masked "Hello", in two fragments, a ping, 256 bytes, and 64 KiB. */
    private static final String EXAMPLES = "810548656c6c6f" + "818537fa213d7f9f4d5158" + "010348656c" + "80026c6f"
            + "890548656c6c6f" + "827e0100" + "ab".repeat(256) + "827f0000000000010000" + "cd".repeat(65536) + "8800";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000, 100_000})
    void findsFramesHoweverTheBytesAreCut(int piece) {
        FrameLog log = new FrameLog();
        ByteBuf all = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(EXAMPLES));
        while (all.isReadable()) {
            ByteBuf part = all.readSlice(Math.min(piece, all.readableBytes()));
            log.take(part, 42);
            assertThat(part.readerIndex()).isZero();
        }

        HexFormat hex = HexFormat.of();
        List<FrameLog.Frame> frames = log.frames();
        assertThat(frames)
                .extracting(frame -> hex.formatHex(frame.header()))
                .containsExactly(
                        "8105", "818537fa213d", "0103", "8002", "8905", "827e0100", "827f0000000000010000", "8800");
        assertThat(frames).extracting(FrameLog.Frame::length).containsExactly(5L, 5L, 3L, 2L, 5L, 256L, 65_536L, 0L);
        assertThat(hex.formatHex(frames.get(1).payload())).isEqualTo("7f9f4d5158");
        assertThat(hex.formatHex(frames.get(5).payload())).isEqualTo("ab".repeat(FrameLog.PAYLOAD));
        assertThat(frames).extracting(FrameLog.Frame::micros).containsOnly(42L);
        assertThat(log.count(1)).isEqualTo(3);
        assertThat(log.count(0)).isEqualTo(1);
        assertThat(log.count(9)).isEqualTo(1);
        assertThat(log.dataBytes()).isEqualTo(7 + 11 + 5 + 4 + 260 + 65_546);
    }

    @Test
    void keepsTheLastOnesOnlyAndCountsAll() {
        FrameLog log = new FrameLog();
        for (int i = 0; i < 1000; i++) {
            log.take(Unpooled.wrappedBuffer(new byte[] {(byte) 0x8a, 1, (byte) i}), i);
        }
        assertThat(log.frames()).hasSize(FrameLog.KEPT);
        assertThat(log.frames().get(0).micros()).isEqualTo(1000 - FrameLog.KEPT);
        assertThat(log.count(10)).isEqualTo(1000);
        assertThat(log.dataBytes()).isZero();
    }

    /** A length that no frame has, as anybody may claim it: nothing is reserved for it. */
    @Test
    void believesNoLength() {
        FrameLog log = new FrameLog();
        log.take(
                Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("82ffffffffffffffffff00000000" + "00".repeat(99))), 1);
        assertThat(log.frames()).hasSize(1);
        assertThat(log.frames().get(0).payload()).hasSize(FrameLog.PAYLOAD);
    }
}
