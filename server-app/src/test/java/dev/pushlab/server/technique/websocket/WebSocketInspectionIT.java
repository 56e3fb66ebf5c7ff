package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.TlsClients;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client learns of its own connection, and how it has that ended. */
@Timeout(60)
class WebSocketInspectionIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/topics/news/websocket?inspect=1";

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

    private RawSocket connect(String path, String headers) throws IOException {
        RawSocket client = new RawSocket(server.httpAddress(), path, headers);
        assertThat(client.next().text()).startsWith("{\"subscribed\"");
        return client;
    }

    private static JsonNode ask(RawSocket client, String message) throws IOException {
        client.text(message);
        return JSON.readTree(client.next().text());
    }

    @Test
    void tellsTheBytesOfTheHandshakeButNoSecret() throws IOException {
        try (RawSocket client = connect(
                PATH, "x-ODD-Case: Ä value\r\nCookie: session=very-secret\r\nSec-WebSocket-Protocol: pushlab.v1\r\n")) {
            JsonNode answer = ask(client, "{\"inspect\":\"handshake\",\"request\":5}");

            assertThat(answer.get("request").asInt()).isEqualTo(5);
            JsonNode handshake = answer.get("handshake");
            assertThat(handshake.get("exact").asBoolean())
                    .as(handshake.toString())
                    .isTrue();
            assertThat(handshake.get("secure").asBoolean()).isFalse();
            assertThat(handshake.get("response").asText()).isEqualTo(client.head());
            assertThat(handshake.get("request").asText())
                    .isEqualTo("GET " + PATH + " HTTP/1.1\r\nHost: localhost:"
                            + server.httpAddress().getPort()
                            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nx-ODD-Case: Ä value\r\n"
                            + "Cookie: (19 bytes)\r\nSec-WebSocket-Protocol: pushlab.v1\r\n\r\n");
            assertThat(client.head()).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    /** Blanks around a value are gone once it is parsed: then the bytes are not all told, and that is. */
    @Test
    void saysWhetherEveryByteIsThere() throws IOException {
        try (RawSocket client = connect(PATH, "Padded:    value   \r\n")) {
            JsonNode handshake = ask(client, "{\"inspect\":\"handshake\"}").get("handshake");
            assertThat(handshake.get("exact").asBoolean()).isFalse();
            assertThat(handshake.get("request").asText()).contains("\r\nPadded: value\r\n");
        }
    }

    /** Within TLS the server sees the same bytes, and the tap outside of it others. */
    @Test
    void looksInsideOfTls() throws Exception {
        server.close();
        server = new PushlabServer(ServerOptions.defaults().withHttps(HttpsOptions.selfMade(0)));
        server.start();
        SSLContext tls = TlsClients.context(
                server.certificate().orElseThrow().certificate().leaf());
        InetSocketAddress address = server.httpsAddress().orElseThrow();

        try (RawSocket client =
                new RawSocket(tls.getSocketFactory().createSocket(address.getAddress(), address.getPort()), PATH, "")) {
            client.next();
            JsonNode handshake = ask(client, "{\"inspect\":\"handshake\"}").get("handshake");
            assertThat(handshake.get("secure").asBoolean()).isTrue();
            assertThat(handshake.get("exact").asBoolean()).isFalse();
            assertThat(handshake.get("response").asText()).isEqualTo(client.head());
            JsonNode frames = ask(client, "{\"inspect\":\"frames\"}").get("frames");
            assertThat(frames.get("in").get("frames")).hasSize(2);
            assertThat(frames.get("out").get("frames").get(0).get("header").asText())
                    .startsWith("81");
        }
    }

    @Test
    void tellsTheFramesAsTheyWere() throws IOException {
        try (RawSocket client = connect(PATH + "&fragments=2", "")) {
            client.frame(RawSocket.PING, new byte[] {1, 2});
            client.next();
            server.hub()
                    .publish(new Topic("news"), EventDraft.text("x".repeat(300)))
                    .toCompletableFuture()
                    .join();
            int first = client.next().payload().length;
            int second = client.next().payload().length;

            JsonNode frames = ask(client, "{\"inspect\":\"frames\"}").get("frames");

            JsonNode in = frames.get("in");
            assertThat(in.get("counts").get("ping").asInt()).isEqualTo(1);
            JsonNode ping = in.get("frames").get(0);
            assertThat(ping.get("header").asText()).isEqualTo("898237fa213d");
            assertThat(ping.get("length").asInt()).isEqualTo(2);
            assertThat(ping.get("payload").asText()).as("as it was masked").isEqualTo("36f8");
            assertThat(in.get("frames").get(1).get("payload").asText())
                    .as("the beginning")
                    .hasSize(2 * "{\"inspect\":\"frames\"}".length());
            JsonNode out = frames.get("out");
            assertThat(out.get("counts").get("pong").asInt()).isEqualTo(1);
            assertThat(out.get("counts").get("text").asInt()).isEqualTo(2);
            assertThat(out.get("counts").get("continuation").asInt()).isEqualTo(1);
            JsonNode half = out.get("frames").get(2);
            assertThat(half.get("header").asText()).isEqualTo("017e" + String.format("%04x", first));
            assertThat(half.get("payload").asText()).hasSize(2 * FrameLog.PAYLOAD);
            assertThat(out.get("frames").get(3).get("header").asText())
                    .isEqualTo("807e" + String.format("%04x", second));
            assertThat(out.get("dataBytes").asInt())
                    .isGreaterThan(first + second + 8)
                    .isLessThan(first + second + 100);
        }
    }

    @Test
    void sendsShortBinaryMessagesBack() throws IOException {
        try (RawSocket client = connect(PATH, "")) {
            client.frame(RawSocket.BINARY, new byte[] {-1, -2, 0, -128});
            RawSocket.Frame echo = client.next();
            assertThat(echo.first()).isEqualTo(RawSocket.BINARY);
            assertThat(echo.payload()).containsExactly(-1, -2, 0, -128);
            client.frame(RawSocket.BINARY, new byte[1025]);
            assertThat(client.next().code()).isEqualTo(1009);
        }
    }

    @Test
    void measuresAPingOfTheProtocol() throws IOException {
        try (RawSocket client = connect(PATH, "")) {
            client.text("{\"inspect\":\"ping\",\"request\":3}");
            RawSocket.Frame ping = client.next();
            assertThat(ping.first()).isEqualTo(RawSocket.PING);
            client.frame(RawSocket.PONG, new byte[8]);
            client.frame(RawSocket.PONG, ping.payload());
            JsonNode pong = JSON.readTree(client.next().text());
            assertThat(pong.get("request").asInt()).isEqualTo(3);
            assertThat(pong.get("pong").get("micros").asLong()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1008, 1011, 1012, 1013, 3000, 4999})
    void closesWithTheCodeThatIsAskedFor(int code) throws IOException {
        try (RawSocket client = connect(PATH, "")) {
            client.text("{\"inspect\":\"close\",\"code\":" + code + ",\"reason\":\"为什么\"}");
            RawSocket.Frame close = client.next();
            assertThat(close.first()).isEqualTo(RawSocket.CLOSE);
            assertThat(close.code()).isEqualTo(code);
            assertThat(new String(close.payload(), 2, close.payload().length - 2, StandardCharsets.UTF_8))
                    .isEqualTo("为什么");
            client.frame(RawSocket.CLOSE, new byte[] {3, -24});
            assertThat(client.ends()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'inspect':'close','code':1005}",
                "{'inspect':'close','code':1006}",
                "{'inspect':'close','code':1015}",
                "{'inspect':'close','code':999}",
                "{'inspect':'close','code':5000}",
                "{'inspect':'close','code':-1}",
                "{'inspect':'close','code':'1000'}",
                "{'inspect':'close'}",
                "{'inspect':'close','code':1000,'reason':7}",
                "{'inspect':'everything'}",
                "{'inspect':1}",
                "{'ping':{}}",
            })
    void refusesWhatMakesNoSense(String message) throws IOException {
        try (RawSocket client = connect(PATH, "")) {
            assertThat(ask(client, message.replace('\'', '"'))
                            .get("error")
                            .get("reason")
                            .asText())
                    .isEqualTo("invalid-parameter");
            String longReason = "{\"inspect\":\"close\",\"code\":1000,\"reason\":\"" + "啊".repeat(42) + "\"}";
            assertThat(ask(client, longReason).get("error").get("detail").asText())
                    .contains("reason", "123");
            assertThat(ask(client, "{\"ping\":\"still there\"}").get("pong").asText())
                    .isEqualTo("still there");
        }
    }

    @Test
    void cutsTheConnectionWithoutAWord() throws IOException {
        try (RawSocket client = connect(PATH, "")) {
            client.text("{\"inspect\":\"cut\"}");
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void showsNothingToWhoDidNotAskAtTheBeginning() throws IOException {
        try (RawSocket client = connect("/topics/news/websocket", "")) {
            for (String what : new String[] {"handshake", "frames", "ping", "cut"}) {
                assertThat(ask(client, "{\"inspect\":\"" + what + "\",\"request\":1}")
                                .get("error")
                                .get("reason")
                                .asText())
                        .isEqualTo("invalid-parameter");
            }
        }
        try (RawSocket bare = new RawSocket(server.httpAddress(), PATH + "&envelope=none", "")) {
            assertThat(bare.head()).startsWith("HTTP/1.1 400").contains("\r\n");
        }
    }
}
