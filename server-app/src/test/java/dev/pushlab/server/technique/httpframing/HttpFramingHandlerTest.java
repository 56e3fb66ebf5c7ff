package dev.pushlab.server.technique.httpframing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HandlerNames;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.technique.TechniqueContext;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFramingHandlerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final Hub hub = new Hub(new HubOptions(2, 10, 1 << 20), 7, Clock.systemUTC());
    private final HttpFramingTechnique technique = new HttpFramingTechnique();
    private final TechniqueContext context = new TechniqueContext(
            hub, new Fanout(hub), HttpLimits.DEFAULT, new Heartbeats(HttpLimits.DEFAULT.heartbeat()));
    private final EmbeddedChannel channel = connect();

    @BeforeEach
    void stopTheClock() {
        channel.freezeTime();
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(subscribers()).isZero();
    }

    @Test
    void chunksComeAsEventsDoAndTheLastOneSaysThatItIsTheEnd() {
        ask("?framing=chunked&events=3");
        assertThat(answer()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n10\r\n{\"start\":\"7:0\"}\n\r\n");
        publish(2);
        assertThat(answer()).containsSubsequence("\"7:1\"", "\n\r\n", "\"7:2\"").endsWith("}\n\r\n");
        publish(1);
        assertThat(answer()).contains("\"7:3\"").endsWith("}\n\r\n0\r\n\r\n");
        assertThat(subscribers()).isZero();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void whatComesTogetherWithTheLastEventComesToo() {
        publish(5);
        ask("?framing=chunked&after=7:1&events=3");
        assertThat(answer())
                .containsSubsequence("{\"start\":\"7:1\"}", "\"7:2\"", "\"7:5\"")
                .endsWith("}\n\r\n0\r\n\r\n");
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfTheAnswer() {
        ask("?framing=close&events=2");
        assertThat(answer()).contains("\r\nconnection: close\r\n").endsWith("\r\n\r\n{\"start\":\"7:0\"}\n");
        publish(1);
        assertThat(answer()).startsWith("{\"id\":\"7:1\"").endsWith("}\n");
        assertThat(channel.isOpen()).isTrue();
        publish(1);
        assertThat(answer()).startsWith("{\"id\":\"7:2\"").endsWith("}\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAnswerWithALengthWaitsUntilThereIsSomething() {
        ask("?framing=length");
        assertThat(answer()).isEmpty();
        publish(3);
        assertThat(answer()).contains("\r\ncontent-length: ").contains("\"7:1\"", "\"7:3\"");
        assertThat(channel.isOpen()).isTrue();
        ask("?framing=length&after=7:1");
        assertThat(answer()).contains("{\"start\":\"7:1\"}", "\"7:2\"", "\"7:3\"");
    }

    @ParameterizedTest
    @CsvSource({"chunked, '0\r\n\r\n', true", "close, '', false", "length, '{\"start\":\"7:0\"}\n', true"})
    void endsWhenItsTimeIsOver(String framing, String end, boolean kept) {
        ask("?wait=10&framing=" + framing);
        answer();
        advance(9_999);
        assertThat(answer()).isEmpty();
        advance(251);
        assertThat(answer()).endsWith(end);
        assertThat(channel.isOpen()).isEqualTo(kept);
        assertThat(subscribers()).isZero();
    }

    @Test
    void theTimeIsThatOfTheWholeAnswer() {
        ask("?wait=10&events=100");
        for (int i = 0; i < 9; i++) {
            advance(1_000);
            publish(1);
        }
        assertThat(answer()).contains("\"7:9\"").doesNotContain("\r\n0\r\n");
        advance(1_251);
        assertThat(answer()).isEqualTo("0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "chunked, between, 2, '}\n\r\n'",
        "chunked, within, 2, ''",
        "close, between, 2, '}\n'",
        "close, within, 2, ''"
    })
    void breaksOffInPartsWithoutAWord(String framing, String cut, int whole, String end) {
        ask("?events=4&framing=" + framing + "&cut=" + cut);
        for (int i = 0; i < 4; i++) {
            publish(1);
        }
        String answer = answer();
        assertThat(channel.isOpen()).isFalse();
        assertThat(answer).doesNotContain("\r\n0\r\n").endsWith(end);
        assertThat(answer.split("\"data\":\"x\"}\n", -1)).hasSize(whole + 1);
        if (cut.equals("within")) {
            assertThat(answer).contains("{\"id\":\"7:3\"").doesNotEndWith("\n");
        } else {
            assertThat(answer).doesNotContain("\"7:3\"");
        }
    }

    @Test
    void breaksOffBeforeTheLengthIsReached() {
        ask("?framing=length&cut=within&after=earliest");
        publish(4);
        String answer = answer();
        int length = Integer.parseInt(answer.split("content-length: ")[1].split("\r\n")[0]);
        assertThat(answer.length() - answer.indexOf("\r\n\r\n") - 4).isEqualTo(length / 2);
        assertThat(channel.isOpen()).isFalse();
    }

    /** RFC 9112 §6.1: no chunks for who may not know them. */
    @Test
    void neverSendsChunksToAClientOfHttp10() {
        send("GET /framing/news?framing=chunked&events=1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        publish(1);
        assertThat(answer())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nconnection: close\r\n")
                .doesNotContain("chunked");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void keepsTheConnectionForAClientOfHttp10ThatAsksForIt() {
        send("GET /framing/news?framing=length&wait=0 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        channel.runPendingTasks();
        assertThat(answer()).contains("\r\nconnection: keep-alive\r\n");
        assertThat(channel.isOpen()).isTrue();
        send("GET /framing/news?framing=length&wait=0 HTTP/1.0\r\n\r\n");
        channel.runPendingTasks();
        assertThat(answer()).doesNotContain("connection:");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatIsAskedMeanwhileIsAnsweredAfterwards() {
        ask("?events=1");
        send("GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer()).endsWith("{\"start\":\"7:0\"}\n\r\n");
        publish(1);
        assertThat(answer()).containsSubsequence("\r\n0\r\n\r\n", "HTTP/1.1 200 OK", "{}");
    }

    @ParameterizedTest
    @CsvSource({"chunked, '0\r\n\r\n'", "close, ''", "length, '{\"start\":\"7:0\"}\n'"})
    void shutdownEndsAnAnswerAsItShouldEnd(String framing, String end) {
        ask("?framing=" + framing);
        answer();
        channel.pipeline().fireUserEventTriggered(Connection.Event.SHUTTING_DOWN);
        channel.runPendingTasks();
        assertThat(answer()).endsWith(end);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aClientThatGoesIsForgottenAtOnce() {
        ask("?events=5");
        publish(1);
        assertThat(subscribers()).isOne();
        channel.close();
        assertThat(subscribers()).isZero();
        publish(1);
        assertThat(subscribers()).isZero();
    }

    /** A part is written when the one before has left, and a connection that takes none is closed after a minute. */
    @Test
    void waitsForTheClientToTakeAPart() {
        List<ChannelPromise> unwritten = new ArrayList<>();
        channel.pipeline().addAfter(HandlerNames.TAP, "jam", new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ((ByteBuf) message).release();
                unwritten.add(promise);
            }
        });
        ask("?events=5&wait=55");
        publish(3);
        assertThat(unwritten).hasSize(1);
        unwritten.get(0).setSuccess();
        channel.runPendingTasks();
        assertThat(unwritten).as("all that came meanwhile in one").hasSize(2);
        advance(59_999);
        assertThat(channel.isOpen()).isTrue();
        advance(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "framing=tar",
                "events=0",
                "events=101",
                "wait=56",
                "cut=maybe",
                "trace=0",
                "transcript=../x",
                "trace="
            })
    void refusesWrongParameters(String parameter) {
        ask("?" + parameter);
        assertThat(answer()).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"invalid-parameter\"");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void aRecordIsWhatWasOnTheWire() {
        ask("?events=2&trace=" + ID);
        StringBuilder written = new StringBuilder(answer());
        publish(2);
        written.append(answer());
        String json = transcript(ID);
        assertThat(json).contains("\"end\":\"kept\"", "\"omitted\":0");
        assertThat(decoded(json)).isEqualTo(written.toString());
    }

    /** Read over another connection, where the one of the answer has ended. */
    @ParameterizedTest
    @CsvSource({"?framing=close&events=1, closed", "?framing=close&events=2&cut=between, cut", "?framing=length, kept"})
    void aRecordSaysHowItEnded(String query, String end) {
        ask(query + "&trace=" + ID);
        publish(1);
        answer();
        channel.close();
        EmbeddedChannel other = connect();
        try {
            other.freezeTime();
            other.writeInbound(Unpooled.copiedBuffer(
                    "GET /framing/news?transcript=" + ID + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    StandardCharsets.US_ASCII));
            assertThat(answer(other)).contains("\"end\":\"" + end + "\"");
        } finally {
            other.finishAndReleaseAll();
        }
    }

    @Test
    void recordsAreForgotten() {
        Traces traces = new Traces();
        for (int i = 0; i <= Traces.KEPT; i++) {
            traces.begin(id(i), TOPIC, Framing.CLOSE, i);
        }
        assertThat(known(traces, id(0), TOPIC, 100)).as("the oldest").isFalse();
        assertThat(known(traces, id(1), TOPIC, 100)).isTrue();
        assertThat(known(traces, id(1), new Topic("other"), 100)).isFalse();
        assertThat(known(traces, id(1), TOPIC, TimeUnit.SECONDS.toNanos(61))).isFalse();
    }

    @Test
    void recordsAreBounded() {
        Trace trace = new Trace(TOPIC, Framing.LENGTH, 0);
        ByteBuf large = Unpooled.wrappedBuffer(new byte[Trace.MAX_BYTES + 5]);
        trace.wrote(large, 1);
        trace.wrote(large, 2);
        assertThat(trace.json()).contains("\"omitted\":" + (Trace.MAX_BYTES + 10));
        Trace small = new Trace(TOPIC, Framing.LENGTH, 0);
        for (int i = 0; i < Trace.MAX_WRITES + 3; i++) {
            small.wrote(Unpooled.wrappedBuffer(new byte[1]), i);
        }
        assertThat(small.json()).contains("\"omitted\":3");
    }

    private EmbeddedChannel connect() {
        return new EmbeddedChannel(new HttpInitializer(
                new ConnectionRegistry(ConnectionLimits.of(1, 1)),
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.random()), true, Set.of(), Set.of()),
                new HttpRoutes.Builder()
                        .get(
                                "/framing/{topic}",
                                exchange -> technique.serve(exchange, new Topic(exchange.value("topic")), context))
                        .get("/other", exchange -> exchange.respondJson(HttpResponseStatus.OK, "{}"))
                        .build()));
    }

    private static String id(int i) {
        return "%032x".formatted(i);
    }

    private static boolean known(Traces traces, String id, Topic topic, long now) {
        try {
            traces.find(id, topic, now);
            return true;
        } catch (dev.pushlab.server.net.ProblemException e) {
            return false;
        }
    }

    private String transcript(String id) {
        send("GET /framing/news?transcript=" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String answer = answer();
        return answer.substring(answer.lastIndexOf("{\"framing\""));
    }

    private static String decoded(String json) {
        StringBuilder all = new StringBuilder();
        Pattern.compile("\"data\":\"([^\"]*)\"")
                .matcher(json)
                .results()
                .forEach(match ->
                        all.append(new String(Base64.getDecoder().decode(match.group(1)), StandardCharsets.UTF_8)));
        return all.toString();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x"));
        }
        channel.runPendingTasks();
    }

    private void ask(String query) {
        send("GET /framing/news" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        channel.runPendingTasks();
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private String answer() {
        return answer(channel);
    }

    private static String answer(EmbeddedChannel channel) {
        return Outbound.text(channel);
    }

    private int subscribers() {
        return hub.topics().stream().mapToInt(topic -> topic.subscribers()).sum();
    }
}
