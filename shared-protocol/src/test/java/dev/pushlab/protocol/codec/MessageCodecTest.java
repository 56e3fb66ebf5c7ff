package dev.pushlab.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.frame.Frame;
import dev.pushlab.protocol.frame.FrameDecoder;
import dev.pushlab.protocol.frame.FrameFormat;
import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageCodecTest {
    private static final long SEED = Long.getLong("pushlab.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    /** All but NEXT, which is understood only after an event: {@link NextEventTest}. */
    @ParameterizedTest
    @EnumSource(value = MessageType.class, names = "NEXT", mode = EnumSource.Mode.EXCLUDE)
    void whatWasWrittenIsRead(MessageType type) {
        RandomMessages messages = new RandomMessages(random);
        for (int run = 0; run < 300; run++) {
            Message message = messages.next(type);
            EmbeddedChannel channel =
                    new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true), new MessageHandler());
            if (message instanceof Message.EventMessage event) {
                // An event is only understood by those who know its topic's number.
                Message told = new Message.Subscribed(
                        event.event().topic(),
                        event.topicNumber(),
                        event.event().id(),
                        true);
                channel.writeInbound(encoded(told));
                assertThat(channel.<Message>readInbound()).isEqualTo(told);
            }
            channel.writeInbound(encoded(message));
            assertThat(channel.<Message>readInbound())
                    .as("seed %d, run %d", SEED, run)
                    .isEqualTo(message);
            assertThat(channel.finish()).isFalse();
        }
    }

    /** Every prefix of a body is refused: no field has a silent default. */
    @ParameterizedTest
    @EnumSource(
            value = MessageType.class,
            names = {"HANDSHAKE", "EVENT", "NEXT", "PUBLISH", "PUBLISH_ONCE"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyByteCounts(MessageType type) {
        ByteBuf frame = encoded(new RandomMessages(random).next(type));
        ByteBuf body = frame.skipBytes(FrameFormat.HEADER_BYTES);
        for (int length = 0; length < body.readableBytes(); length++) {
            ByteBuf shorter = body.slice(body.readerIndex(), length);
            assertThatThrownBy(() -> MessageCodec.decode(type, shorter, new TopicNumbers()))
                    .as("seed %d, %d bytes", SEED, length)
                    .isInstanceOf(ProtocolException.class);
        }
        ByteBuf longer = Unpooled.wrappedBuffer(body, Unpooled.wrappedBuffer(new byte[1]));
        assertThatThrownBy(() -> MessageCodec.decode(type, longer, new TopicNumbers()))
                .as("seed %d, one byte more", SEED)
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "HELLO,      4854545001,                                 NOT_PUSHLAB,  another magic",
        "HELLO,      5053484c03,                                 MALFORMED,    direction 3",
        "HELLO,      5053484c0100000000000000000000000000000000" + "00, MALFORMED, no suites",
        "HELLO_OK,   7700000000000000000000000000000000,         NO_COMMON_SUITE, unknown suite",
        "SUBSCRIBE,  0000,                                       INVALID_TOPIC, empty topic",
        "SUBSCRIBE,  022f2f00,                                   INVALID_TOPIC, topic with slashes",
        "SUBSCRIBE,  02c3a400,                                   MALFORMED,    topic not ASCII",
        "SUBSCRIBE,  016103,                                     MALFORMED,    position 3",
        "ACK,        0161800001,                                 MALFORMED,    varint with a superfluous zero",
        "ACK,        0161ffffffffffffffffff7f01,                 MALFORMED,    varint longer than 64 bits",
        "ACK,        01618080808080808010" + "01,                 MALFORMED,    epoch 2^53",
        "SUBSCRIBED, 016101010102,                               MALFORMED,    recovered is neither 0 nor 1",
        "EVENT,      0801010200" + "01,                          UNEXPECTED,   number of no topic",
        "EVENT,      0701000200" + "01,                          INVALID_ID,   offset 0",
        "EVENT,      0701010201" + "2001,                        INVALID_TYPE, type with a space",
        "EVENT,      0701010200" + "04,                          MALFORMED,    unknown content type code",
        "EVENT,      0701010200" + "01ff,                        INVALID_PAYLOAD, text that is not UTF-8",
        "EVENT,      0701010200" + "0000,                        INVALID_CONTENT_TYPE, empty content type",
        "EVENT,      0701010200" + "00106170706c69636174696f6e2f6a736f6e, MALFORMED, JSON written out",
        "PUBLISH,    0001610001,                                 MALFORMED,    request 0",
        "REGISTER,   03ff016100000000000000000000000000000000,   MALFORMED,    port 1023",
        "REGISTER,   0400000000000000000000000000000000000000,   MALFORMED,    empty member",
        "CLOSE,      000002c328,                                 MALFORMED,    detail not UTF-8",
        "KEY_PUSH,   0161000161008120,                           MALFORMED,    4097 wrapped keys",
        "KEY_PUSH,   01610001610001008108,                       MALFORMED,    wrapped key of 1033 bytes",
    })
    void whatIsNotExactlyRightIsRefused(MessageType type, String hex, ReasonCode reason, String why) {
        ByteBuf body = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThatThrownBy(() -> MessageCodec.decode(type, body, GoldenMessages.topics()))
                .as(why)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aSuiteOfTheFutureIsSkipped() {
        ByteBuf body = Unpooled.wrappedBuffer(HexFormat.of().parseHex("5053484c01" + "00".repeat(16) + "02" + "ee01"));
        Message.Hello hello = (Message.Hello) MessageCodec.decode(MessageType.HELLO, body, new TopicNumbers());
        assertThat(hello.suites()).hasSize(1);
    }

    @Test
    void aTopicNumberStandsForOneTopic() {
        TopicNumbers topics = GoldenMessages.topics();
        topics.learn(GoldenMessages.NEWS_NUMBER, GoldenMessages.NEWS);
        assertThatThrownBy(() -> topics.learn(GoldenMessages.NEWS_NUMBER, new Topic("other")))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aLongDetailIsCutBetweenCharacters() {
        ByteBuf out = encoded(new Message.Close(ReasonCode.GOODBYE, "x".repeat(254) + "🚀🚀"));
        Message.Close close = (Message.Close)
                MessageCodec.decode(MessageType.CLOSE, out.skipBytes(FrameFormat.HEADER_BYTES), new TopicNumbers());
        assertThat(close.detail()).isEqualTo("x".repeat(254));
    }

    @Test
    void whateverIsReadIsWrittenTheSame() {
        RandomMessages messages = new RandomMessages(random);
        for (int run = 0; run < 20_000; run++) {
            MessageType type = MessageType.values()[random.nextInt(MessageType.values().length)];
            byte[] bytes = new byte[random.nextInt(48)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                // Nearly right is worse than nonsense.
                bytes = ByteBufUtil.getBytes(encoded(messages.next(type)).skipBytes(FrameFormat.HEADER_BYTES));
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            try {
                CodecInvariant.check(type, bytes);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + SEED + ", run " + run, e);
            }
        }
    }

    // ---- several frames ---------------------------------------------------------------------------------------

    @Test
    void partsOfAMessageMayNotBeInterrupted() {
        assertThat(refusal("00000006 01 16 0001 0102", "00000005 01 22 0000 05"))
                .isEqualTo(ReasonCode.UNEXPECTED);
        assertThat(refusal("00000004 01 16 0001")).isEqualTo(ReasonCode.MALFORMED);
        assertThat(refusal("00000006 01 16 0001 0102", "00000004 01 16 0000")).isEqualTo(ReasonCode.MALFORMED);
        assertThat(refusal("00000005 01 7f 0000 00")).isEqualTo(ReasonCode.UNKNOWN_TYPE);
        assertThat(refusal("00000005 01 04 0000 00")).isEqualTo(ReasonCode.UNEXPECTED);
    }

    @Test
    void aMessageIsBoundedHoweverManyPartsItHas() {
        EmbeddedChannel channel = new EmbeddedChannel(new MessageHandler());
        for (int sent = 0; sent + 60_000 <= MessageCodec.MAX_MESSAGE_BYTES; sent += 60_000) {
            channel.writeInbound(new Frame(0x16, true, Unpooled.wrappedBuffer(new byte[60_000])));
        }
        assertThatThrownBy(() -> channel.writeInbound(new Frame(0x16, true, Unpooled.wrappedBuffer(new byte[60_000]))))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.MESSAGE_TOO_LONG));
        channel.finishAndReleaseAll();
    }

    private static ReasonCode refusal(String... frames) {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FrameDecoder(FrameFormat.MAX_LENGTH, true), new MessageHandler());
        try {
            for (String hex : frames) {
                channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
            }
            return null;
        } catch (ProtocolException e) {
            return e.reason();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static ByteBuf encoded(Message message) {
        ByteBuf out = Unpooled.buffer();
        MessageCodec.encode(message, out);
        return out;
    }
}
