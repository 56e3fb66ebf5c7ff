package dev.pushlab.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.ServerLimits;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.fanout.FanoutLimits;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.testing.RawHttp2;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that break the rules of frames and streams, or wear out who keeps them (RFC 9113 §10.5): each gets the right error. */
class Http2AbuseIT extends MisusedServer {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(60);

    // ---- what is no HTTP/2

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer secret\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n",
                "0123456789012345678901234567890123456789",
                RawHttp2.PREFACE + "no settings frame"
            })
    void whoDoesNotBeginAsOneMustIsTold(String beginning) throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.silent(server)) {
            client.write(beginning.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.end()).isIn(PROTOCOL_ERROR, FRAME_SIZE_ERROR);
        }
    }

    @Test
    void framesThatAreTooLongEndTheConnection() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            client.send(RawHttp2.DATA, 0, 1, new byte[16_385]);
            assertThat(client.end()).isEqualTo(FRAME_SIZE_ERROR);
        }
    }

    @Test
    void framesOfStreamsThatNeverBeganEndTheConnection() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            client.send(RawHttp2.DATA, 0, 5, new byte[5]);
            assertThat(client.end()).isEqualTo(PROTOCOL_ERROR);
        }
        try (RawHttp2 client = RawHttp2.connect(server)) {
            client.send(RawHttp2.HEADERS, 5, 2, client.block(2, head("/time")));
            assertThat(client.end()).isEqualTo(PROTOCOL_ERROR);
        }
    }

    @Test
    void moreThanTheWindowAllowsIsAnError() throws Exception {
        start();
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.get("/topics/news/sse");
            client.until(() -> stream.body().contains("retry"));
            client.open(stream, Integer.MAX_VALUE);
            assertThat(client.answer(stream).reset()).isEqualTo(FLOW_CONTROL_ERROR);
            client.open(null, Integer.MAX_VALUE);
            assertThat(client.end()).isEqualTo(FLOW_CONTROL_ERROR);
        }
    }

    // ---- too much of it

    @Test
    void oneStreamTooManyIsRefusedAndTheOthersGoOn() throws Exception {
        start(Http2Limits.of(3, 300, 1_000));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            List<RawHttp2.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                streams.add(client.get("/topics/news/sse"));
            }
            assertThat(client.answer(client.get("/time")).reset()).isEqualTo(REFUSED_STREAM);
            server.hub().publish(new Topic("news"), EventDraft.text("still here"));
            client.until(() -> streams.stream().allMatch(stream -> stream.body().contains("still here")));
            client.reset(streams.get(0), 8);
            assertThat(client.answer(client.get("/time")).status()).isEqualTo(200);
        }
    }

    /** Otherwise an address that may have a few connections could have any number of streams. */
    @Test
    void streamsCountAsConnections() throws Exception {
        start(ServerOptions.defaults()
                .withLimits(new ServerLimits(ConnectionLimits.of(4, 4), HttpLimits.DEFAULT, FanoutLimits.DEFAULT)));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            List<RawHttp2.Stream> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                streams.add(client.get("/topics/news/sse"));
            }
            RawHttp2.Stream fourth = client.answer(client.get("/time"));
            assertThat(fourth.status()).isEqualTo(503);
            assertThat(fourth.header("retry-after")).isEqualTo("5");
            assertThat(fourth.body()).contains("\"reason\":\"too-many-connections\"");
            assertThat(server.connections().count()).isEqualTo(4);
            client.reset(streams.get(0), 8);
            assertThat(client.answer(client.get("/time")).status()).isEqualTo(200);
        }
    }

    /** CVE-2023-44487. */
    @Test
    void whoResetsAllThatItBeginsIsSentAway() throws Exception {
        start(Http2Limits.of(256, 20, 1_000));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            for (int i = 0; i < 21; i++) {
                client.reset(client.get("/topics/news/long-polling"), 8);
            }
            assertThat(client.end()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        await().until(() -> server.hub().topics().stream().allMatch(topic -> topic.subscribers() == 0));
    }

    @Test
    void whoHasTheServerResetItsStreamsIsSentAwayToo() throws Exception {
        start(Http2Limits.of(256, 20, 1_000));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            for (int i = 0; i < 21; i++) {
                RawHttp2.Stream stream = client.get("/topics/news/long-polling");
                client.open(stream, Integer.MAX_VALUE);
            }
            assertThat(client.end()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void floodsEndTheConnection() throws Exception {
        start();
        // Pieces of a header block with nothing in them.
        flood(client -> {
            RawHttp2.Stream stream = client.begin();
            client.send(RawHttp2.HEADERS, 0, stream.id, client.block(stream.id, head("/time")));
            for (int i = 0; i < 50; i++) {
                client.send(RawHttp2.CONTINUATION, 0, stream.id);
            }
        });
        // Data with nothing in it.
        flood(client -> {
            RawHttp2.Stream stream = client.request("POST", "/topics/news/events", false);
            for (int i = 0; i < 50; i++) {
                client.send(RawHttp2.DATA, 0, stream.id);
            }
        });
        // A header block without end.
        flood(client -> {
            RawHttp2.Stream stream = client.begin();
            client.send(RawHttp2.HEADERS, 0, stream.id, client.block(stream.id, head("/time")));
            byte[] more = client.block(stream.id, new DefaultHttp2Headers().add("x", "y".repeat(10_000)));
            for (int i = 0; i < 50; i++) {
                client.send(RawHttp2.CONTINUATION, 0, stream.id, more);
            }
        });
    }

    private interface Flood {
        void by(RawHttp2 client) throws IOException;
    }

    private void flood(Flood flood) throws IOException {
        try (RawHttp2 client = RawHttp2.connect(server)) {
            try {
                flood.by(client);
                assertThat(client.end()).isIn(ENHANCE_YOUR_CALM, PROTOCOL_ERROR);
            } catch (SocketException e) {
                // It was sent away in the middle of it, and could not even read why.
                assertThat(e).hasMessageMatching("Connection reset.*|Broken pipe.*|Socket closed");
            }
        }
    }

    @Test
    void questionsWhoseAnswersAreNotTakenEndTheConnection() throws Exception {
        start();
        byte[] ping = new byte[17];
        ByteBuffer.wrap(ping).putInt(8 << 8 | RawHttp2.PING);
        byte[] many = new byte[17 * 1_000];
        for (int i = 0; i < 1_000; i++) {
            System.arraycopy(ping, 0, many, i * 17, 17);
        }
        try (RawHttp2 client = RawHttp2.connect(server)) {
            for (int i = 0; i < 3; i++) {
                client.send(RawHttp2.PING, 0, 0, new byte[8]);
            }
            client.until(() -> client.pongs() == 3);
            boolean sentAway = false;
            for (int i = 0; i < 5_000 && !sentAway; i++) {
                try {
                    client.write(many);
                } catch (IOException e) {
                    sentAway = true;
                }
            }
            assertThat(sentAway).isTrue();
        }
    }

    // ---- too slowly

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 24, 28})
    void whoTakesTooLongToBeginIsClosed(int sent) throws Exception {
        start(HttpLimits.DEFAULT.withDeadlines(SHORT, LONG, LONG));
        byte[] beginning = Arrays.copyOf(RawHttp2.PREFACE.getBytes(StandardCharsets.US_ASCII), sent);
        try (RawHttp2 client = RawHttp2.silent(server)) {
            client.write(beginning);
            assertThat(client.end()).isIn(-1L, NO_ERROR, ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void whoAsksNothingIsClosed() throws Exception {
        start(HttpLimits.DEFAULT.withDeadlines(SHORT, LONG, LONG));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            assertThat(client.end()).isEqualTo(NO_ERROR);
        }
    }

    @Test
    void aHeadThatDripsIsNotWaitedFor() throws Exception {
        start(HttpLimits.DEFAULT.withDeadlines(SHORT, LONG, LONG));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.get("/topics/news/sse");
            client.until(() -> stream.body().contains("retry"));
            RawHttp2.Stream half = client.begin();
            client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, half.id, client.block(half.id, head("/time")));
            // Signs of life are not what was to come.
            assertThat(client.end()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aBodyThatDripsIsRefusedAndTheConnectionGoesOn() throws Exception {
        start(HttpLimits.DEFAULT.withDeadlines(LONG, SHORT, LONG));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.request("POST", "/topics/news/events", false);
            client.send(RawHttp2.DATA, 0, stream.id, (byte) 'a');
            client.until(() -> stream.reset() >= 0);
            assertThat(stream.status()).isEqualTo(408);
            assertThat(stream.body()).contains("\"reason\":\"request-timeout\"");
            assertThat(client.answer(client.get("/time")).status()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatIsNotTakenIsCutOff() throws Exception {
        start(Http2Limits.withResponseDeadline(SHORT));
        try (RawHttp2 client = RawHttp2.connect(server, 10)) {
            RawHttp2.Stream stream = client.answer(client.get("/techniques"));
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.body()).hasSize(10);
            assertThat(stream.reset()).isEqualTo(CANCEL);
            assertThat(client.answer(client.request("HEAD", "/techniques", true))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConnectionThatIsNotUsedEndsWithoutAnError() throws Exception {
        start(HttpLimits.DEFAULT.withDeadlines(LONG, LONG, SHORT));
        try (RawHttp2 client = RawHttp2.connect(server)) {
            RawHttp2.Stream stream = client.answer(client.get("/time"));
            assertThat(client.end()).isEqualTo(NO_ERROR);
            assertThat(client.lastStream()).isEqualTo(stream.id);
        }
    }
}
