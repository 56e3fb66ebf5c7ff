package dev.pushlab.server.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.testing.RawHttp2;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP/2 that must not be (RFC 9113 §8): each is reset, or refused in words, and the others go on. */
class Http2MalformedIT extends MisusedServer {
    @ParameterizedTest
    @CsvSource({
        "connection, keep-alive",
        "transfer-encoding, chunked",
        "keep-alive, timeout=5",
        "upgrade, websocket",
        "proxy-connection, close",
        "te, gzip",
        "Accept, text/html",
        ":status, 200",
        ":unheard-of, 1",
        "content-length, 5",
        "accept, 'a\nb'",
    })
    void requestsThatMustNotBeAreReset(String name, String value) throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            Http2Headers headers = head("/time");
            headers.add(name, value);
            assertThat(outcome(client, headers)).isEqualTo("PROTOCOL_ERROR");
        }
    }

    /** A malformed request is an error of its stream, which one may also take for one of the connection (RFC 9113 §5.4.2). */
    private static String outcome(RawHttp2 client, Http2Headers headers) throws IOException {
        RawHttp2.Stream stream = client.request(headers, true);
        client.until(() -> stream.ended() || stream.reset() >= 0 || client.goAway() >= 0);
        if (stream.ended()) {
            return String.valueOf(stream.status());
        }
        return stream.reset() == PROTOCOL_ERROR || client.goAway() == PROTOCOL_ERROR ? "PROTOCOL_ERROR" : "other";
    }

    @Test
    void requestsWithoutWhatTheyNeedAreReset() throws Exception {
        start();
        for (String missing : List.of(":method", ":path", ":scheme")) {
            try (RawHttp2 client = RawHttp2.connect(server)) {
                Http2Headers headers = head("/time");
                headers.remove(missing);
                assertThat(outcome(client, headers)).as(missing).isEqualTo("PROTOCOL_ERROR");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        ":authority, 'a b'",
        ":authority, user@localhost",
        "host, other.example",
        ":path, time",
        ":path, https://localhost/time",
        ":path, *",
        "authorization, second",
    })
    void requestsThatCouldBeMisunderstoodAreRefusedInWords(String name, String value) throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            Http2Headers headers = head("/time");
            headers.add("authorization", "first").add("accept-language", "zh");
            if (name.startsWith(":")) {
                headers.set(name, value);
            } else {
                headers.add(name, value);
            }
            RawHttp2.Stream stream = client.answer(client.request(headers, true));
            assertThat(stream.status()).isEqualTo(400);
            assertThat(stream.header("content-language")).isEqualTo("zh-CN");
            assertThat(stream.body()).contains("\"reason\":\"malformed-request\"");
            // Only this stream is over.
            assertThat(client.answer(client.get("/time")).status()).isEqualTo(200);
        }
    }

    @Test
    void aHostBesideTheSameAuthorityIsNoDoubt() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            Http2Headers both = head("/time");
            both.add("host", both.authority());
            assertThat(client.answer(client.request(both, true)).status()).isEqualTo(200);
            Http2Headers old = head("/time");
            old.remove(":authority");
            old.add("host", "localhost");
            assertThat(client.answer(client.request(old, true)).status()).isEqualTo(200);
            assertThat(client.answer(client.request(head("/time").authority("evil.example"), true))
                            .status())
                    .isEqualTo(421);
        }
    }

    @Test
    void whatIsTooLongIsRefusedInWords() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            assertThat(client.answer(client.get("/" + "y".repeat(5_000))).status())
                    .isEqualTo(414);
            RawHttp2.Stream body =
                    client.request("POST", "/topics/news/events", false, "content-length", String.valueOf(2 << 20));
            assertThat(client.answer(body).status()).isEqualTo(413);
            // The client need not send the rest, and nothing is wrong (RFC 9113 §8.1).
            client.until(() -> body.reset() >= 0);
            assertThat(body.reset()).isEqualTo(NO_ERROR);
            assertThat(client.answer(client.request(
                                    "GET", "/time", true, "x-long", "y".repeat(14_000), "x-longer", "y".repeat(4_000)))
                            .status())
                    .isEqualTo(431);
            assertThat(client.answer(client.get("/time")).status()).isEqualTo(200);
        }
    }

    @Test
    void whoMayNotPublishIsToldBeforeItsBodyIsKept() throws Exception {
        start(ServerOptions.defaults().withLoopbackExempt(false));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.request("POST", "/topics/news/events", false);
            client.until(() -> stream.reset() >= 0);
            assertThat(stream.status()).isEqualTo(401);
            assertThat(stream.reset()).isEqualTo(NO_ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void aBodyOfAnotherLengthThanItSaysIsReset(int length) throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.request("POST", "/topics/news/events", false, "content-length", "5");
            client.send(RawHttp2.DATA, RawHttp2.END_STREAM, stream.id, new byte[length]);
            assertThat(client.answer(stream).reset()).isEqualTo(PROTOCOL_ERROR);
        }
        assertThat(server.hub().topics()).isEmpty();
    }

    @Test
    void extendedConnectIsNotOffered() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            Http2Headers headers = head("/topics/news/websocket").method("CONNECT");
            headers.add(":protocol", "websocket");
            assertThat(outcome(client, headers)).isIn("PROTOCOL_ERROR", "400", "405");
            assertThat(server.fanout().subscriptions()).isZero();
        }
    }
}
