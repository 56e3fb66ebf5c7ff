package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketEncoderTest {
    private static final Topic TOPIC = new Topic("news");

    /** RFC 6455 §5.7: a single-frame unmasked text message with "Hello" is 81 05 48 65 6c 6c 6f. */
    @Test
    void writesTheExampleOfTheStandard() {
        assertThat(ByteBufUtil.hexDump(bare(Payload.text("Hello")))).isEqualTo("810548656c6c6f");
    }

    /** RFC 6455 §5.7: 256 bytes of binary are 82 7e 01 00, 64 KiB are 82 7f 00 00 00 00 00 01 00 00. */
    @ParameterizedTest
    @CsvSource({
        "0, 8200",
        "125, 827d",
        "126, 827e007e",
        "256, 827e0100",
        "65535, 827effff",
        "65536, 827f0000000000010000",
    })
    void writesTheShortestLength(int length, String header) {
        ByteBuf frame = bare(Payload.binary("x".repeat(length).getBytes(StandardCharsets.US_ASCII)));
        assertThat(ByteBufUtil.hexDump(frame, 0, header.length() / 2)).isEqualTo(header);
        assertThat(frame.toString(
                        header.length() / 2, frame.writerIndex() - header.length() / 2, StandardCharsets.US_ASCII))
                .isEqualTo("x".repeat(length));
    }

    @Test
    void putsFramesOneBehindTheOther() {
        ByteBuf out = Unpooled.buffer(1);
        WebSocketEncoder.BARE.encode(event(Payload.text("a")), out);
        WebSocketEncoder.BARE.encode(event(Payload.text("b".repeat(200))), out);
        WebSocketEncoder.BARE.encode(event(Payload.text("c")), out);
        assertThat(out.readableBytes()).isEqualTo(3 + 204 + 3);
        assertThat(ByteBufUtil.hexDump(out, 207, 3)).isEqualTo("810163");
    }

    @Test
    void writesGapsOnlyInTheEnvelope() {
        Gap gap = new Gap(TOPIC, Optional.empty(), new EventId(7, 2));
        ByteBuf out = Unpooled.buffer();
        WebSocketEncoder.BARE.encodeGap(gap, out);
        assertThat(out.isReadable()).isFalse();
        WebSocketEncoder.JSON.encodeGap(gap, out);
        assertThat(out.toString(2, out.writerIndex() - 2, StandardCharsets.UTF_8))
                .isEqualTo("{\"gap\":{\"topic\":\"news\",\"resumed\":\"7:2\"}}");
    }

    @Test
    void closesThoseWhoAreTooSlowWith1008() {
        for (WebSocketEncoder format : WebSocketEncoder.values()) {
            ByteBuf out = Unpooled.buffer();
            assertThat(format.encodeEnding(TOPIC, Ending.TOO_SLOW, out)).isTrue();
            assertThat(ByteBufUtil.hexDump(out, 0, 4)).isEqualTo("881e03f0");
            assertThat(out.toString(4, out.readableBytes() - 4, StandardCharsets.US_ASCII))
                    .isEqualTo("events were taken too slowly");
        }
    }

    @Test
    void saysWhyThereIsAGap() {
        ByteBuf out = Unpooled.buffer();
        WebSocketEncoder.JSON.encodeGap(
                new Gap(TOPIC, Optional.of(new EventId(7, 1)), new EventId(7, 2), Gap.Reason.CONFLATED), out);
        assertThat(out.toString(2, out.writerIndex() - 2, StandardCharsets.UTF_8))
                .isEqualTo("{\"gap\":{\"topic\":\"news\",\"requested\":\"7:1\",\"resumed\":\"7:2\","
                        + "\"reason\":\"conflated\"}}");
    }

    /** RFC 6455 §5.7: "Hello" in two fragments is 01 03 48 65 6c and 80 02 6c 6f, however it is cut. */
    @Test
    void cutsAMessageIntoFrames() {
        assertThat(ByteBufUtil.hexDump(formatted(Payload.text("Hello"), 2, false)))
                .isEqualTo("01024865" + "80036c6c6f");
        assertThat(ByteBufUtil.hexDump(formatted(Payload.text("Hello"), 5, false)))
                .isEqualTo("010148" + "000165" + "00016c" + "00016c" + "80016f");
        assertThat(ByteBufUtil.hexDump(formatted(Payload.binary(new byte[] {7}), 16, false)))
                .as("no more frames than bytes")
                .isEqualTo("820107");
        assertThat(ByteBufUtil.hexDump(formatted(Payload.text(""), 3, false))).isEqualTo("8100");
    }

    /** RFC 7692 §6.1: RSV1 in the first frame of a compressed message, and in no other one. */
    @Test
    void marksCompressedMessagesByRsv1InTheirFirstFrame() {
        String text = "Hello".repeat(20);
        ByteBuf one = formatted(Payload.text(text), 1, true);
        assertThat(one.getUnsignedByte(0)).isEqualTo((short) 0xc1);
        assertThat(one.readableBytes()).isLessThan(20);
        assertThat(inflated(one.slice(2, one.readableBytes() - 2))).isEqualTo(text);

        ByteBuf three = formatted(Payload.text(text), 3, true);
        ByteBuf compressed = Unpooled.buffer();
        for (int first : new int[] {0x41, 0x00, 0x80}) {
            assertThat(three.readUnsignedByte()).isEqualTo((short) first);
            compressed.writeBytes(three, three.readUnsignedByte());
        }
        assertThat(three.isReadable()).isFalse();
        assertThat(inflated(compressed)).isEqualTo(text);
    }

    /** RFC 7692 §7.2.3.1 would be c1 07 f2 48 cd c9 c9 07 00, which is longer than what it stands for. */
    @Test
    void compressesNothingThatBecomesLonger() {
        assertThat(ByteBufUtil.hexDump(formatted(Payload.text("Hello"), 1, true)))
                .isEqualTo("810548656c6c6f");
    }

    /** So that the fan-out makes a message once for all of them. */
    @Test
    void isOneFormatForAllWhoWishForTheSame() {
        assertThat(FrameFormat.of(WebSocketEncoder.JSON, 1, false)).isSameAs(WebSocketEncoder.JSON);
        assertThat(FrameFormat.of(WebSocketEncoder.JSON, 1, true))
                .isEqualTo(FrameFormat.of(WebSocketEncoder.JSON, 1, true))
                .isNotEqualTo(FrameFormat.of(WebSocketEncoder.JSON, 2, true))
                .isNotEqualTo(FrameFormat.of(WebSocketEncoder.BARE, 1, true));
    }

    @Test
    void cutsGapsToo() {
        Gap gap = new Gap(TOPIC, Optional.empty(), new EventId(7, 2));
        ByteBuf out = Unpooled.buffer();
        FrameFormat.of(WebSocketEncoder.BARE, 2, true).encodeGap(gap, out);
        assertThat(out.isReadable()).isFalse();
        FrameFormat.of(WebSocketEncoder.JSON, 2, false).encodeGap(gap, out);
        assertThat(out.readUnsignedByte()).isEqualTo((short) 0x01);
        assertThat(out.toString(2, 6, StandardCharsets.UTF_8)).isEqualTo("{\"gap\"");
    }

    private static ByteBuf formatted(Payload data, int frames, boolean deflate) {
        ByteBuf out = Unpooled.buffer();
        FrameFormat.of(WebSocketEncoder.BARE, frames, deflate).encode(event(data), out);
        return out;
    }

    private static String inflated(ByteBuf compressed) {
        ByteBuf out = Unpooled.buffer();
        try {
            assertThat(MessageDeflate.decompress(compressed, out, 10_000)).isTrue();
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Event event(Payload data) {
        return Event.of(new EventId(7, 3), TOPIC, Instant.EPOCH, new EventDraft("", EventDraft.BINARY, data));
    }

    private static ByteBuf bare(Payload data) {
        ByteBuf out = Unpooled.buffer();
        WebSocketEncoder.BARE.encode(event(data), out);
        return out;
    }
}
