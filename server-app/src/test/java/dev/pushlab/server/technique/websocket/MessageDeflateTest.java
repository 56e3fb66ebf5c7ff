package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDeflateTest {
    /** RFC 7692 §7.2.3.1, and §7.2.3.2: without context takeover the second "Hello" is the same as the first. */
    @Test
    void compressesTheExampleOfTheStandard() {
        assertThat(compressed("Hello")).isEqualTo("f248cdc9c90700");
        assertThat(compressed("Hello")).isEqualTo("f248cdc9c90700");
    }

    /** §7.2.3.6: an empty message is the single byte 00. */
    @Test
    void compressesAnEmptyMessage() {
        assertThat(compressed("")).isEqualTo("00");
    }

    /** In the order of the standard: §7.2.3.1, §7.2.3.3 stored, §7.2.3.4 with a final block, §7.2.3.5 in two blocks. */
    @ParameterizedTest
    @CsvSource({
        "f248cdc9c90700, Hello",
        "000500faff48656c6c6f00, Hello",
        "f348cdc9c9070000, Hello",
        "f248050000 00ffffcac9c90700, Hello",
        "00, ''",
        "0200, ''",
    })
    void decompressesTheExamplesOfTheStandard(String hex, String text) throws DataFormatException {
        assertThat(decompressed(hex.replace(" ", ""), 100)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 8_191, 8_192, 8_193, 70_000, 1 << 20})
    void bringsBackWhatItWas(int length) throws DataFormatException {
        for (boolean random : new boolean[] {false, true}) {
            byte[] message = new byte[length];
            if (random) {
                new Random(7).nextBytes(message);
            }
            ByteBuf compressed = Unpooled.buffer();
            MessageDeflate.compress(Unpooled.wrappedBuffer(message), compressed);
            ByteBuf back = Unpooled.buffer();
            assertThat(MessageDeflate.decompress(compressed, back, length)).isTrue();
            assertThat(ByteBufUtil.getBytes(back)).isEqualTo(message);
            assertThat(MessageDeflate.decompress(compressed, Unpooled.buffer(), length - 1))
                    .isFalse();
        }
    }

    @Test
    void makesNoMoreOfABombThanItMay() throws DataFormatException {
        ByteBuf bomb = Unpooled.buffer();
        MessageDeflate.compress(Unpooled.wrappedBuffer(new byte[64 << 20]), bomb);
        assertThat(bomb.readableBytes()).isLessThan(100_000);
        ByteBuf out = Unpooled.buffer();
        assertThat(MessageDeflate.decompress(bomb, out, 1 << 20)).isFalse();
        assertThat(out.readableBytes()).isLessThanOrEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffff", "07", "05ffff"})
    void refusesWhatIsNotCompressed(String hex) {
        assertThatThrownBy(() -> decompressed(hex, 1000)).isInstanceOf(DataFormatException.class);
    }

    /** Each costs work and makes nothing. */
    @Test
    void refusesAMessageOfFinalBlocks() {
        assertThatThrownBy(() -> decompressed("0300".repeat(1000), 1000)).isInstanceOf(DataFormatException.class);
    }

    /** What refers to a message before it would need a context that is not kept. */
    @Test
    void refusesAReferenceToAnEarlierMessage() {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        byte[] text = "a sentence that comes twice, and the second time it is a reference"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] out = new byte[200];
        deflater.setInput(text);
        deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.setInput(text);
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        String second = ByteBufUtil.hexDump(out, 0, length - 4);
        assertThatThrownBy(() -> decompressed(second, 1000)).isInstanceOf(DataFormatException.class);
    }

    private static String compressed(String text) {
        ByteBuf out = Unpooled.buffer();
        MessageDeflate.compress(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), out);
        return ByteBufUtil.hexDump(out);
    }

    private static String decompressed(String hex, int max) throws DataFormatException {
        ByteBuf out = Unpooled.buffer();
        assertThat(MessageDeflate.decompress(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex)), out, max))
                .isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }
}
