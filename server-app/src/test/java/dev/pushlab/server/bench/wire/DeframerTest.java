package dev.pushlab.server.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden bytes of each protocol, whole and torn. */
class DeframerTest {
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    private static final Supplier<Deframer> BINARY = () -> new BinaryDeframer(BinaryFrames.SUBSCRIBED);
    private static final String LONG = "x".repeat(300);
    private static final String HUGE = "y".repeat(70_000);

    /** A stream that ends with a complete message, and what is in it. */
    record Stored(String name, Supplier<Deframer> deframer, byte[] bytes, List<String> payloads) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Stored> streams() {
        return Stream.of(
                new Stored(
                        "WebSocket",
                        WebSocketDeframer::new,
                        concat(
                                ascii(SWITCHING),
                                bytes(0x81, 5),
                                ascii("hello"),
                                bytes(0x82, 126, 300 >> 8, 300 & 0xff),
                                ascii(LONG),
                                bytes(0x81, 127, 0, 0, 0, 0, 0, 70_000 >> 16, 70_000 >> 8 & 0xff, 70_000 & 0xff),
                                ascii(HUGE),
                                bytes(0x81, 0)),
                        List.of("hello", LONG, HUGE, "")),
                new Stored(
                        "WebSocket fragmented, with a ping between",
                        WebSocketDeframer::new,
                        concat(
                                ascii(SWITCHING),
                                bytes(0x01, 3),
                                ascii("hel"),
                                bytes(0x89, 1),
                                ascii("?"),
                                bytes(0x80, 2),
                                ascii("lo")),
                        List.of("hello")),
                new Stored(
                        "SSE",
                        SseDeframer::new,
                        ascii(STREAM + "retry: 2000\nid: 1:7\n\n:\n\nid: 1:8\ndata: hello\n\n"
                                + "event: tick\ndata:bare\nid: 1:9\n\ndatum: no\n\ndata: " + LONG + "\n\n"),
                        List.of("hello", "bare", LONG)),
                new Stored(
                        "SSE, chunked",
                        SseDeframer::new,
                        ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "d\r\nid: 1:8\ndata:\r\n7;x=y\r\n hello\n\r\n1\r\n\n\r\n"),
                        List.of("hello")),
                new Stored(
                        "MQTT",
                        MqttDeframer::new,
                        concat(
                                bytes(0x20, 2, 0, 0),
                                bytes(0x90, 3, 0, 1, 0),
                                bytes(0x30, 9, 0, 2),
                                ascii("t0hello"),
                                bytes(0x30, 304 & 0x7f | 0x80, 304 >> 7, 0, 2),
                                ascii("t0" + LONG),
                                bytes(0x30, 4, 0, 2),
                                ascii("t0")),
                        List.of("hello", LONG, "")),
                new Stored(
                        "Redis",
                        RedisDeframer::new,
                        ascii("*3\r\n$9\r\nsubscribe\r\n$2\r\nt0\r\n:1\r\n"
                                + "*3\r\n$7\r\nmessage\r\n$2\r\nt0\r\n$5\r\nhello\r\n"
                                + "*3\r\n$7\r\nmessage\r\n$2\r\nt0\r\n$300\r\n" + LONG + "\r\n"),
                        List.of("hello", LONG)),
                new Stored(
                        "NATS",
                        NatsDeframer::new,
                        ascii("INFO {\"server_id\":\"N\",\"max_payload\":1048576}\r\nPONG\r\n"
                                + "MSG t0 1 5\r\nhello\r\nPING\r\nMSG t0 1 300\r\n" + LONG + "\r\n"
                                + "MSG t0 1 0\r\n\r\n"),
                        List.of("hello", LONG, "")),
                new Stored(
                        "binary",
                        BINARY,
                        concat(
                                frame(0x02, 0, bytes(0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
                                frame(0x06, 0, concat(bytes(3), ascii("lab"), bytes(0x1f, 0x90))),
                                frame(0x11, 0, concat(bytes(2), ascii("t0"), bytes(7, 3, 0xac, 2, 1))),
                                frame(0x13, 0, concat(EVENT, bytes(4), ascii("tick"), bytes(1), ascii("hello"))),
                                frame(0x18, 0, concat(NEXT, ascii("again"))),
                                frame(0x18, 1, concat(NEXT, ascii("in "))),
                                frame(0x18, 0, ascii("two parts")),
                                frame(0x18, 0, NEXT),
                                frame(0x13, 0, concat(EVENT, bytes(0, 0, 9), ascii("image/png"), ascii(LONG))),
                                frame(0x20, 0, bytes(1, 2)),
                                frame(0x13, 1, concat(EVENT, bytes(0, 1), ascii(HUGE.substring(0, 60_000)))),
                                frame(0x13, 0, ascii(HUGE.substring(60_000))),
                                frame(0x13, 0, concat(EVENT, bytes(0, 2)))),
                        List.of("hello", "again", "in two parts", "", LONG, HUGE, "")));
    }

    /** Topic number 7, epoch 3, offset 301, 2026-01-01T00:00:00Z. */
    private static final byte[] EVENT = bytes(7, 3, 0xad, 2, 0x80, 0x80, 0x82, 0xe2, 0x88, 0xd2, 0xa3, 0x06);

    /** Topic number 7, 250 ms after the event before. */
    private static final byte[] NEXT = bytes(7, 0xa0, 0xc2, 0x1e);

    private static byte[] frame(int type, int flags, byte[] body) {
        int length = 4 + body.length;
        return concat(bytes(0, length >> 16, length >> 8 & 0xff, length & 0xff, 1, type, 0, flags), body);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void findsPayloadsInOnePiece(Stored stream) {
        RecordingSink sink = new RecordingSink();
        stream.deframer().get().feed(stream.bytes(), 0, stream.bytes().length, sink);
        assertThat(sink.payloads).isEqualTo(stream.payloads());
        assertThat(sink.established).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void findsPayloadsByteByByte(Stored stream) {
        RecordingSink sink = new RecordingSink();
        Deframer deframer = stream.deframer().get();
        for (int i = 0; i < stream.bytes().length; i++) {
            deframer.feed(stream.bytes(), i, i + 1, sink);
        }
        assertThat(sink.payloads).isEqualTo(stream.payloads());
        assertThat(sink.established).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("streams")
    void findsPayloadsTornAnywhere(Stored stream) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            RecordingSink sink = new RecordingSink();
            Deframer deframer = stream.deframer().get();
            for (int at = 0; at < stream.bytes().length; ) {
                int end = Math.min(stream.bytes().length, at + 1 + random.nextInt(200));
                deframer.feed(stream.bytes(), at, end, sink);
                at = end;
            }
            assertThat(sink.payloads).as("seed %d, run %d", seed, run).isEqualTo(stream.payloads());
        }
    }

    @Test
    void answersPings() {
        RecordingSink webSocket = new RecordingSink();
        feed(new WebSocketDeframer(), webSocket, concat(ascii(SWITCHING), bytes(0x89, 1), ascii("?")));
        assertThat(webSocket.replies).hasSize(1);
        byte[] pong = webSocket.replies.get(0);
        assertThat(pong).hasSize(7);
        assertThat(pong[0]).isEqualTo((byte) 0x8a);
        assertThat(pong[1]).isEqualTo((byte) 0x81);
        assertThat(pong[6] ^ pong[2]).isEqualTo('?');

        RecordingSink nats = new RecordingSink();
        feed(new NatsDeframer(), nats, ascii("PING\r\n"));
        assertThat(nats.replies).containsExactly(ascii("PONG\r\n"));
    }

    @Test
    void answersPingsOfTheBinaryProtocolWithItsClock() {
        RecordingSink sink = new RecordingSink();
        feed(BINARY.get(), sink, frame(0x20, 0, bytes(5, 0x80, 1)));

        ByteBuf pong = Unpooled.wrappedBuffer(sink.replies.get(0));
        assertThat(pong.readInt()).isEqualTo(pong.readableBytes());
        assertThat(pong.readInt()).isEqualTo(0x01_21_00_00);
        assertThat(ByteBufUtil.getBytes(pong, pong.readerIndex(), 3)).containsExactly(5, 0x80, 1);
        pong.skipBytes(3);
        // Twice the same moment: 8 bytes of a varint until the year 2112.
        assertThat(ByteBufUtil.getBytes(pong, pong.readerIndex(), 8))
                .isEqualTo(ByteBufUtil.getBytes(pong, pong.readerIndex() + 8, 8));
        assertThat(pong.readableBytes()).isEqualTo(16);
    }

    @Test
    void findsEveryAnswerToPipelinedRequests() {
        byte[] answers = ascii("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}"
                + "HTTP/1.1 201 Created\r\ncontent-length:0\r\n\r\nHTTP/1.1 201 Created\r\n\r\n");
        RecordingSink whole = new RecordingSink();
        feed(new HttpAnswerDeframer(), whole, answers);
        assertThat(whole.payloads).containsExactly("", "", "");

        RecordingSink torn = new RecordingSink();
        Deframer deframer = new HttpAnswerDeframer();
        for (int i = 0; i < answers.length; i++) {
            deframer.feed(answers, i, i + 1, torn);
        }
        assertThat(torn.payloads).hasSize(3);
    }

    static Stream<Stored> refusals() {
        return Stream.of(
                refusal("404", WebSocketDeframer::new, ascii("HTTP/1.1 404 Not Found\r\n\r\n")),
                refusal("not HTTP", SseDeframer::new, ascii("SSH-2.0-OpenSSH_9.2\r\n\r\n")),
                refusal("endless line", SseDeframer::new, ascii("x".repeat(5_000))),
                refusal("masked", WebSocketDeframer::new, concat(ascii(SWITCHING), bytes(0x81, 0x85))),
                refusal("closed", WebSocketDeframer::new, concat(ascii(SWITCHING), bytes(0x88, 2, 0x03, 0xe9))),
                refusal("reserved bits", WebSocketDeframer::new, concat(ascii(SWITCHING), bytes(0xc1, 0))),
                refusal("reserved opcode", WebSocketDeframer::new, concat(ascii(SWITCHING), bytes(0x83, 0))),
                refusal("continues nothing", WebSocketDeframer::new, concat(ascii(SWITCHING), bytes(0x80, 0))),
                refusal(
                        "last chunk",
                        SseDeframer::new,
                        ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")),
                refusal("CONNACK 5", MqttDeframer::new, bytes(0x20, 2, 0, 5)),
                refusal("SUBACK 0x80", MqttDeframer::new, bytes(0x90, 3, 0, 1, 0x80)),
                refusal("QoS 1", MqttDeframer::new, bytes(0x32, 0)),
                refusal("topic too long", MqttDeframer::new, bytes(0x30, 4, 0, 9)),
                refusal("length too long", MqttDeframer::new, bytes(0x30, 0x80, 0x80, 0x80, 0x80)),
                refusal("Redis error", RedisDeframer::new, ascii("-ERR max clients\r\n")),
                refusal("bulk too long", RedisDeframer::new, ascii("*3\r\n$7\r\nmessageX\r\n")),
                refusal("NATS error", NatsDeframer::new, ascii("-ERR 'Authorization'\r\n")),
                refusal("another protocol", BINARY, ascii("HTTP/1.1")),
                refusal("CLOSE", BINARY, frame(0x71, 0, bytes(0, 2, 0))),
                refusal("ERROR", BINARY, frame(0x70, 0, bytes(0, 2, 0, 0))),
                refusal("unknown type", BINARY, frame(0x7f, 0, new byte[0])),
                refusal("unknown flag", BINARY, frame(0x13, 2, EVENT)),
                refusal("frame too long", BINARY, bytes(0, 1, 0, 1, 1, 0x13, 0, 0)),
                refusal("a message within another", BINARY, concat(frame(0x13, 1, EVENT), frame(0x20, 0, bytes(0, 0)))),
                refusal("half an event", BINARY, frame(0x13, 0, bytes(7, 3))),
                refusal("not created", HttpAnswerDeframer::new, ascii("HTTP/1.1 403 Forbidden\r\n\r\n")),
                refusal(
                        "no length",
                        HttpAnswerDeframer::new,
                        ascii("HTTP/1.1 201 Created\r\nContent-Length: x\r\n\r\n")),
                refusal("message too long", NatsDeframer::new, ascii("MSG t0 1 2\r\nabc\r\n")));
    }

    private static Stored refusal(String name, Supplier<Deframer> deframer, byte[] bytes) {
        return new Stored(name, deframer, bytes, List.of());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatIsWrong(Stored stream) {
        assertThatThrownBy(() -> feed(stream.deframer().get(), new RecordingSink(), stream.bytes()))
                .isInstanceOf(WireException.class);
    }

    @Test
    void writesWhatPublishersSay() {
        assertThat(published(PushlabDialect.SSE, "0123456789abcdef".repeat(8))).startsWith("\u0081\u00fe\u0000\u0080");
        assertThat(published(PushlabDialect.SSE.forManyTopics(), "hello"))
                .isEqualTo("POST /topics/t0/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 5\r\n\r\nhello");
        assertThat(published(NchanDialect.SSE, "hello"))
                .isEqualTo("POST /pub/t0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: 5\r\n\r\nhello");
        assertThat(published(BrokerDialect.MQTT, "hello")).isEqualTo("0\t\u0000\u0002t0hello");
        assertThat(published(BrokerDialect.MQTT, LONG)).startsWith("0\u00b0\u0002\u0000\u0002t0xxx");
        assertThat(published(BrokerDialect.REDIS, "hello"))
                .isEqualTo("*3\r\n$7\r\nPUBLISH\r\n$2\r\nt0\r\n$5\r\nhello\r\n");
        assertThat(published(BrokerDialect.NATS, "hello")).isEqualTo("PUB t0 5\r\nhello\r\n");
    }

    @Test
    void masksWhatItSends() {
        byte[] frame = WebSocketFrames.masked(1, ascii("hello"));
        assertThat(frame).hasSize(11);
        for (int i = 0; i < 5; i++) {
            assertThat((char) (frame[6 + i] ^ frame[2 + i % 4])).isEqualTo("hello".charAt(i));
        }
    }

    private static String published(Dialect dialect, String payload) {
        ByteBuf out = Unpooled.buffer();
        dialect.publish("t0", ascii(payload), out);
        return new String(ByteBufUtil.getBytes(out), StandardCharsets.ISO_8859_1);
    }

    private static void feed(Deframer deframer, PayloadSink sink, byte[] bytes) {
        deframer.feed(bytes, 0, bytes.length, sink);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }
}
