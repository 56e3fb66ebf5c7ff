package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames written by hand: fragments, compression, and everything that a client must not send. */
@Timeout(60)
class WebSocketFramesIT {
    private static final Topic TOPIC = new Topic("news");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private static final int RSV1 = 0x40;
    private static final int RSV2 = 0x20;

    private PushlabServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PushlabServer(ServerOptions.defaults());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket connect(String query, String headers) throws IOException {
        return new RawSocket(server.httpAddress(), "/topics/news/websocket" + query, headers);
    }

    private void publish(String text) {
        server.hub().publish(TOPIC, EventDraft.text(text)).toCompletableFuture().join();
    }

    @Test
    void takesAMessageInFragmentsWithAPingBetweenThem() throws IOException {
        try (RawSocket client = connect("?envelope=none", "")) {
            byte[] text = "fragmented 你好".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < text.length; i++) {
                int first = (i == 0 ? 0x01 : 0x00) | (i == text.length - 1 ? 0x80 : 0);
                client.frame(first, new byte[] {text[i]});
                if (i == 5) {
                    client.frame(RawSocket.PING, new byte[] {42});
                }
            }
            RawSocket.Frame pong = client.next();
            assertThat(pong.first()).isEqualTo(RawSocket.PONG);
            assertThat(pong.payload()).containsExactly(42);
            assertThat(client.next().text()).isEqualTo("fragmented 你好");
        }
    }

    @Test
    void sendsEventsInAsManyFramesAsAreAskedFor() throws IOException {
        try (RawSocket client = connect("?envelope=none&fragments=3", "")) {
            publish("abcdefg");
            assertThat(List.of(client.next(), client.next(), client.next()))
                    .extracting(RawSocket.Frame::first, RawSocket.Frame::text)
                    .containsExactly(tuple(0x01, "ab"), tuple(0x00, "cd"), tuple(0x80, "efg"));
        }
    }

    @Test
    void compressesInBothDirectionsWhenAddressAndOfferSaySo() throws Exception {
        try (RawSocket client = connect("?envelope=none&deflate=1", OFFER);
                RawSocket other = connect("?envelope=none&deflate=1", OFFER);
                RawSocket plain = connect("?envelope=none", OFFER)) {
            assertThat(client.head())
                    .contains("sec-websocket-extensions: permessage-deflate; server_no_context_takeover; "
                            + "client_no_context_takeover\r\n");
            assertThat(plain.head()).doesNotContainIgnoringCase("extensions");
            String text = "again and ".repeat(50);

            client.frame(RawSocket.TEXT | RSV1, deflated(text));

            RawSocket.Frame compressed = client.next();
            assertThat(compressed.first()).isEqualTo(RawSocket.TEXT | RSV1);
            assertThat(compressed.payload()).hasSizeLessThan(text.length() / 5);
            assertThat(inflated(compressed.payload())).isEqualTo(text);
            assertThat(other.next().payload()).as("shared by all").isEqualTo(compressed.payload());
            RawSocket.Frame uncompressed = plain.next();
            assertThat(uncompressed.first()).isEqualTo(RawSocket.TEXT);
            assertThat(uncompressed.text()).isEqualTo(text);

            publish(text);
            assertThat(client.next().payload())
                    .as("nothing is taken over from the message before")
                    .isEqualTo(compressed.payload());
        }
    }

    @Test
    void compressesMessagesInFragmentsAsAWhole() throws Exception {
        try (RawSocket client = connect("?envelope=none&deflate=1&fragments=2", OFFER)) {
            byte[] compressed = deflated("one message, three frames".repeat(4));
            client.frame(0x01 | RSV1, Arrays.copyOf(compressed, 5));
            client.frame(0x00, new byte[0]);
            client.frame(0x80, Arrays.copyOfRange(compressed, 5, compressed.length));

            RawSocket.Frame first = client.next();
            RawSocket.Frame last = client.next();
            assertThat(first.first()).isEqualTo(0x01 | RSV1);
            assertThat(last.first()).isEqualTo(0x80);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(first.payload());
            both.writeBytes(last.payload());
            assertThat(inflated(both.toByteArray())).isEqualTo("one message, three frames".repeat(4));
        }
    }

    @Test
    void compressesNothingThatWasNotOfferedOrCannotBeKept() throws IOException {
        for (String headers :
                List.of("", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n")) {
            try (RawSocket client = connect("?envelope=none&deflate=1", headers)) {
                assertThat(client.head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
                publish("again and ".repeat(50));
                assertThat(client.next().first()).isEqualTo(RawSocket.TEXT);
            }
        }
    }

    static Stream<Arguments> violations() {
        byte[] two = {'h', 'i'};
        return Stream.of(
                arguments("no mask", "", 1002, List.of(RawSocket.header(0x81, 2, false), two)),
                arguments("RSV1 without extension", "", 1002, List.of(masked(0x81 | RSV1, two))),
                arguments("RSV2", "", 1002, List.of(masked(0x81 | RSV2, two))),
                arguments("RSV2 with extension", "&deflate=1", 1002, List.of(masked(0x81 | RSV2, two))),
                arguments("RSV1 and RSV2", "&deflate=1", 1002, List.of(masked(0x81 | RSV1 | RSV2, two))),
                arguments(
                        "RSV1 in a continuation",
                        "&deflate=1",
                        1002,
                        List.of(masked(0x01, two), masked(0x80 | RSV1, two))),
                arguments("RSV1 in a ping", "&deflate=1", 1002, List.of(masked(0x89 | RSV1, two))),
                arguments("RSV1 in a close", "&deflate=1", 1002, List.of(masked(0x88 | RSV1, new byte[] {3, -24}))),
                arguments("opcode 3", "", 1002, List.of(masked(0x83, two))),
                arguments("opcode 11", "", 1002, List.of(masked(0x8b, two))),
                arguments("a ping in fragments", "", 1002, List.of(masked(0x09, two))),
                arguments("a close in fragments", "", 1002, List.of(masked(0x08, new byte[] {3, -24}))),
                arguments("a ping of 126 bytes", "", 1002, List.of(masked(0x89, new byte[126]))),
                arguments("a close of 1 byte", "", 1002, List.of(masked(0x88, new byte[1]))),
                arguments("a close with 1005", "", 1002, List.of(masked(0x88, new byte[] {3, (byte) 0xed}))),
                arguments("a continuation of nothing", "", 1002, List.of(masked(0x80, two))),
                arguments("a message within another", "", 1002, List.of(masked(0x01, two), masked(0x81, two))),
                arguments("not UTF-8", "", 1007, List.of(masked(0x81, new byte[] {(byte) 0xff}))),
                arguments("half a character", "", 1007, List.of(masked(0x81, new byte[] {(byte) 0xe2, (byte) 0x82}))),
                arguments("a surrogate", "", 1007, List.of(masked(0x81, new byte[] {(byte) 0xed, (byte) 0xa0, -128}))),
                arguments("compressed, not UTF-8", "&deflate=1", 1007, List.of(masked(0x81 | RSV1, deflated(new byte[] {
                    (byte) 0xff
                })))),
                arguments("not compressed", "&deflate=1", 1007, List.of(masked(0x81 | RSV1, new byte[] {-1, -1}))),
                arguments("a bomb", "&deflate=1", 1009, List.of(masked(0x82 | RSV1, deflated(new byte[64 << 20])))),
                arguments("a bomb in fragments", "&deflate=1", 1009, bombInFragments()),
                arguments("longer than a frame may be", "", 1009, List.of(RawSocket.header(0x82, (2 << 20) + 1, true))),
                arguments("a length of 2^62", "", 1009, List.of(new byte[] {
                    (byte) 0x82, (byte) 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4
                })),
                arguments("a negative length", "", 1002, List.of(new byte[] {
                    (byte) 0x82, (byte) 0xff, -1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4
                })),
                arguments(
                        "fragments that are too long together",
                        "",
                        1009,
                        List.of(masked(0x02, new byte[2 << 20]), masked(0x80, new byte[1]))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void endsAConnectionThatBreaksTheRules(String what, String query, int code, List<byte[]> bytes) throws IOException {
        try (RawSocket client = connect("?envelope=none" + query, query.isEmpty() ? "" : OFFER)) {
            client.raw(bytes.toArray(new byte[0][]));
            RawSocket.Frame close = client.next();
            assertThat(close.first()).isEqualTo(RawSocket.CLOSE);
            assertThat(close.code()).isEqualTo(code);
            client.raw(masked(RawSocket.CLOSE, new byte[] {3, -24}));
            assertThat(client.ends()).isTrue();
        }
        assertThat(server.hub().topics())
                .as("nothing was published")
                .allSatisfy(topic -> assertThat(topic.events()).isZero());
    }

    /** Hostile data is data: in one frame or many, compressed or not, it comes out as it went in. */
    @Test
    void carriesHostileDataAsItIs() throws Exception {
        List<String> hostile = List.of(
                "</script><img src=x onerror=alert(1)>",
                "\"}],\"id\":\"9:9\"",
                "\u2028\u2029\0\r\n\r\nHTTP/1.1 200 OK\r\n",
                "\u0081\u0005--><!--");
        try (RawSocket plain = connect("", "");
                RawSocket cut = connect("?fragments=16&deflate=1", OFFER)) {
            plain.next();
            cut.next();
            for (String data : hostile) {
                publish(data);
                JsonNode event = JSON.readTree(plain.next().text());
                assertThat(event.get("data").asText()).isEqualTo(data);
                assertThat(JSON.readTree(message(cut))).isEqualTo(event);
            }
        }
    }

    private static String message(RawSocket client) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        RawSocket.Frame frame = client.next();
        boolean compressed = (frame.first() & RSV1) != 0;
        all.writeBytes(frame.payload());
        while ((frame.first() & 0x80) == 0) {
            frame = client.next();
            all.writeBytes(frame.payload());
        }
        return compressed ? inflated(all.toByteArray()) : all.toString(StandardCharsets.UTF_8);
    }

    private static List<byte[]> bombInFragments() {
        byte[] bomb = deflated(new byte[16 << 20]);
        List<byte[]> frames = new ArrayList<>();
        int half = bomb.length / 2;
        frames.add(masked(0x02 | RSV1, Arrays.copyOf(bomb, half)));
        frames.add(masked(0x80, Arrays.copyOfRange(bomb, half, bomb.length)));
        return frames;
    }

    private static byte[] masked(int first, byte[] payload) {
        byte[] header = RawSocket.header(first, payload.length, true);
        // A masking key of zeros is one: the payload stays as it is.
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(header, new byte[4], payload));
    }

    private static byte[] deflated(String text) {
        return deflated(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] deflated(byte[] data) {
        ByteBuf out = Unpooled.buffer();
        MessageDeflate.compress(Unpooled.wrappedBuffer(data), out);
        return ByteBufUtil.getBytes(out);
    }

    private static String inflated(byte[] data) throws DataFormatException {
        ByteBuf out = Unpooled.buffer();
        assertThat(MessageDeflate.decompress(Unpooled.wrappedBuffer(data), out, 1 << 20))
                .isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }
}
