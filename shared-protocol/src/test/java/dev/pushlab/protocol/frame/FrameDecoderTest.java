package dev.pushlab.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameDecoderTest {
    private static final int LIMIT = 4096;

    /** Three frames: type 0x22 with body 05, type 0x13 with an empty body, type 0x16 with body 0102 and MORE. */
    private static final byte[] THREE = HexFormat.of()
            .parseHex("00000005" + "01" + "22" + "0000" + "05"
                    + "00000004" + "01" + "13" + "0000"
                    + "00000006" + "01" + "16" + "0001" + "0102");

    private final FrameDecoder decoder = new FrameDecoder(LIMIT, true);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void framesAreTheSameHoweverTheStreamIsCutInTwo() {
        for (int cut = 0; cut <= THREE.length; cut++) {
            EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(LIMIT, true));
            fresh.writeInbound(Unpooled.copiedBuffer(THREE, 0, cut));
            fresh.writeInbound(Unpooled.copiedBuffer(THREE, cut, THREE.length - cut));
            assertThat(read(fresh)).as("cut at %d", cut).containsExactly("22 05", "13 ", "16 0102 more");
            assertThat(fresh.finish()).isFalse();
        }
    }

    @Test
    void framesAreTheSameByteByByte() {
        for (byte each : THREE) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {each}));
        }
        assertThat(read(channel)).containsExactly("22 05", "13 ", "16 0102 more");
    }

    @Test
    void theBytesOfAFrameCanBeHadBack() {
        channel.writeInbound(Unpooled.copiedBuffer(THREE));
        ByteBuf again = Unpooled.buffer();
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            again.writeBytes(frame.toBytes());
            frame.release();
        }
        assertThat(ByteBufUtil.getBytes(again)).isEqualTo(THREE);
    }

    @ParameterizedTest
    @CsvSource({
        // the very first four bytes
        "true,  00001001, NOT_PUSHLAB",
        "true,  47455420, NOT_PUSHLAB",
        "true,  00000000, NOT_PUSHLAB",
        "true,  ffffffff, NOT_PUSHLAB",
        // later
        "false, 00001001, FRAME_TOO_LONG",
        "false, ffffffff, FRAME_TOO_LONG",
        "false, 00000003, MALFORMED",
        "false, 00000000, MALFORMED",
        // as soon as the header is there, however long the body
        "true,  0000100002220000, UNSUPPORTED_VERSION",
        "true,  0000100000220000, UNSUPPORTED_VERSION",
        "false, 0000100001220002, MALFORMED",
        "false, 0000100001228000, MALFORMED",
    })
    void aBadHeaderIsRefusedBeforeItsBodyArrives(boolean first, String hex, ReasonCode reason) {
        EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(LIMIT, first));
        assertThatThrownBy(() ->
                        fresh.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        // Nothing after it is read, though it looks like a frame.
        fresh.writeInbound(Unpooled.copiedBuffer(THREE));
        assertThat(fresh.<Frame>readInbound()).isNull();
        fresh.finishAndReleaseAll();
    }

    @Test
    void theLimitIsExactAndCanBeRaised() {
        channel.writeInbound(frame(LIMIT - 4));
        assertThat(read(channel)).hasSize(1);
        decoder.setMaxLength(LIMIT + 1);
        channel.writeInbound(frame(LIMIT - 3));
        assertThat(read(channel)).hasSize(1);
        assertThatThrownBy(() -> channel.writeInbound(frame(LIMIT - 2))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whatIsMissingIsKnown() {
        channel.writeInbound(Unpooled.copiedBuffer(THREE, 0, 11));
        assertThat(decoder.pendingBytes()).isEqualTo(2);
        assertThat(read(channel)).hasSize(1);
    }

    @Test
    @Timeout(60)
    void randomBytesDoNothingButFailOrWait() {
        long seed = Long.getLong("pushlab.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder(LIMIT, random.nextBoolean()));
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 6 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = 0;
                bytes[4] = 1;
            }
            try {
                fresh.writeInbound(Unpooled.wrappedBuffer(bytes));
            } catch (ProtocolException e) {
                assertThat(e.reason()).as("seed %d", seed).isNotNull();
            }
            fresh.finishAndReleaseAll();
        }
    }

    private static ByteBuf frame(int bodyBytes) {
        ByteBuf out = Unpooled.buffer();
        FrameFormat.writeHeader(out, 0x13, 0, bodyBytes);
        return out.writeZero(bodyBytes);
    }

    private static List<String> read(EmbeddedChannel from) {
        List<String> frames = new ArrayList<>();
        for (Frame frame = from.readInbound(); frame != null; frame = from.readInbound()) {
            frames.add(Integer.toHexString(frame.type()) + " " + ByteBufUtil.hexDump(frame.body())
                    + (frame.more() ? " more" : ""));
            frame.release();
        }
        return frames;
    }
}
