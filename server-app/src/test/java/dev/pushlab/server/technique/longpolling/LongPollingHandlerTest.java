package dev.pushlab.server.technique.longpolling;

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
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollingHandlerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final AccessToken TOKEN = AccessToken.random();
    private static final String OTHER = "GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final Hub hub = new Hub(new HubOptions(1, 10, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(TOKEN), true, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get(
                            "/poll/{topic}",
                            exchange -> LongPollingHandler.hold(exchange, new Topic(exchange.value("topic")), fanout))
                    .get("/other", exchange -> exchange.respondJson(HttpResponseStatus.OK, "{}"))
                    .post("/other", exchange -> exchange.respondJson(HttpResponseStatus.OK, "{}"))
                    .build()));

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
    void isAnsweredWhenSomethingHappensInOneWrite() {
        ask("", "");
        assertThat(answers()).isEmpty();
        assertThat(subscribers()).isOne();

        publish(1);
        List<String> writes = answers();
        assertThat(writes).hasSize(1);
        assertThat(writes.get(0))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\netag: \"7:1\"\r\n")
                .endsWith("\"last\":\"7:1\",\"gap\":false}");
        assertThat(subscribers()).isZero();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void bringsEverythingThatIsPending() {
        publish(5);
        ask("?after=7:2&envelope=none", "");
        assertThat(answers()).hasSize(1).first().asString().endsWith("\r\n\r\n1\nx\n1\nx\n1\nx\n");
        ask("?after=earliest&limit=2&envelope=none", "");
        assertThat(answers().get(0)).contains("etag: \"7:2\"").endsWith("\r\n\r\n1\nx\n1\nx\n");
    }

    @Test
    void isAnsweredWithNothingAfter25SecondsUnlessToldOtherwise() {
        ask("", "");
        advance(24_999);
        assertThat(answers()).isEmpty();
        advance(1);
        assertThat(answers())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("HTTP/1.1 204 ")
                .contains("etag: \"7:0\"");

        ask("?wait=55", "");
        advance(54_999);
        assertThat(answers()).isEmpty();
        advance(1);
        assertThat(answers()).hasSize(1);

        ask("?wait=0", "");
        assertThat(answers()).hasSize(1).first().asString().startsWith("HTTP/1.1 204 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=56", "wait=-1", "wait=1.5", "wait=", "limit=0", "limit=1001", "envelope=xml"})
    void refusesWrongParameters(String parameter) {
        ask("?" + parameter, "");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"invalid-parameter\"");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void goesOnAfterTheTagOfTheLastAnswer() {
        publish(3);
        ask("?after=earliest&envelope=none", "If-None-Match: \"7:2\"\r\n");
        assertThat(answers().get(0)).endsWith("\r\n\r\n1\nx\n");
        ask("?envelope=none", "If-None-Match: W/\"7:1\"\r\n");
        assertThat(answers().get(0)).endsWith("\r\n\r\n1\nx\n1\nx\n");
        ask("?after=7:2&envelope=none", "If-None-Match: \"\"\r\n");
        assertThat(answers().get(0)).endsWith("\r\n\r\n1\nx\n");
        ask("", "If-None-Match: *\r\n");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"invalid-id\"");
    }

    @Test
    void tellsOfAGapAtOnce() {
        ask("?after=6:5", "");
        assertThat(answers().get(0)).endsWith("{\"events\":[],\"last\":\"7:0\",\"gap\":true}");
    }

    @Test
    void aClientThatGoesIsForgottenAtOnce() {
        ask("", "");
        assertThat(subscribers()).isOne();
        channel.close();
        assertThat(hub.topics()).as("a topic without events and subscribers").isEmpty();
        publish(1);
        assertThat(answers()).isEmpty();
    }

    @Test
    void onlyOneAnswerIsHeldForAConnectionAndTheOthersWaitForTheirTurn() {
        ask("", "");
        ask("?after=earliest", "");
        send(OTHER);
        ask("", "");
        assertThat(subscribers()).isOne();
        assertThat(answers()).isEmpty();

        publish(1);
        assertThat(answers())
                .satisfiesExactly(
                        first -> assertThat(first).contains("etag: \"7:1\""),
                        second -> assertThat(second).contains("etag: \"7:1\""),
                        third -> assertThat(third).endsWith("\r\n\r\n{}"));
        assertThat(subscribers()).isOne();
        publish(1);
        assertThat(answers()).hasSize(1).first().asString().contains("etag: \"7:2\"");
    }

    @Test
    void whatWaitsForItsTurnIsNotTakenForARequestThatIsIncomplete() {
        ask("?wait=55", "");
        send(OTHER);
        advance(54_000);
        assertThat(answers()).isEmpty();
        assertThat(channel.isOpen()).isTrue();
        publish(1);
        assertThat(String.join("", answers()))
                .contains("HTTP/1.1 200 OK", "etag: \"7:1\"")
                .endsWith("{}");
    }

    /** No answer to what came later is taken for the one that waits. */
    @Test
    void whatIsNoRequestIsRefusedAfterTheAnswersBeforeIt() {
        ask("", "");
        ask("?wait=55", "");
        send("GET nonsense HTTP/1.1\r\nHost: localhost\r\n\r\n" + OTHER);
        assertThat(String.join("", answers()))
                .matches("(?s)HTTP/1.1 204 .*HTTP/1.1 204 .*HTTP/1.1 400 .*malformed-request.*")
                .doesNotContain("HTTP/1.1 200");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBodyThatDripsBehindAHeldAnswerIsNotWaitedForLonger() {
        ask("?wait=55", "");
        send("POST /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n" + "Authorization: Bearer "
                + TOKEN.reveal() + "\r\n\r\n");
        for (int second = 1; second < 30; second++) {
            advance(1_000);
            send("x");
        }
        assertThat(answers()).isEmpty();
        advance(1_000);
        assertThat(String.join("", answers())).matches("(?s)HTTP/1.1 204 .*HTTP/1.1 408 .*request-timeout.*");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoAsksTooMuchWithoutWaitingIsAnsweredNow() {
        for (int i = 0; i < 34; i++) {
            ask("", "");
        }
        assertThat(answers()).hasSize(33).allMatch(answer -> answer.startsWith("HTTP/1.1 204 "));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shutdownAnswersWhatWaits() {
        ask("", "");
        ask("", "");
        channel.pipeline().fireUserEventTriggered(Connection.Event.SHUTTING_DOWN);
        assertThat(answers()).hasSize(2).allMatch(answer -> answer.startsWith("HTTP/1.1 204 "));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whoIsToComeAgainIsAnsweredNow() {
        ask("", "");
        channel.pipeline().fireUserEventTriggered(Connection.Event.RECONNECT);
        assertThat(answers())
                .singleElement()
                .satisfies(answer -> assertThat(answer).startsWith("HTTP/1.1 204 "));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shutdownRefusesWhatIsAskedAfterTheHubHasClosed() {
        ask("", "");
        ask("", "");
        hub.close();
        channel.pipeline().fireUserEventTriggered(Connection.Event.SHUTTING_DOWN);
        assertThat(String.join("", answers())).matches("(?s)HTTP/1.1 204 .*HTTP/1.1 503 .*shutting-down.*");
        assertThat(channel.isOpen()).isFalse();
    }

    /** The time that an answer has to leave does not include the time for which it was held. */
    @Test
    void aClientThatDoesNotTakeItsAnswerIsClosedAfterAMinute() {
        List<ChannelPromise> unwritten = new ArrayList<>();
        channel.pipeline().addAfter(HandlerNames.TAP, "jam", new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ((ByteBuf) message).release();
                unwritten.add(promise);
            }
        });
        ask("?wait=55", "");
        advance(54_000);
        publish(1);
        assertThat(unwritten).hasSize(1);
        advance(59_999);
        assertThat(channel.isOpen()).isTrue();
        advance(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aConnectionIsClosedAfterTheAnswerIfTheClientWantsIt() {
        ask("?wait=0", "Connection: close\r\n");
        assertThat(answers().get(0)).contains("\r\nconnection: close\r\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void speaksToOldClients() {
        send("GET /poll/news?wait=0 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(answers().get(0)).contains("\r\nconnection: keep-alive\r\n");
        assertThat(channel.isOpen()).isTrue();
        send("GET /poll/news?wait=0 HTTP/1.0\r\n\r\n");
        assertThat(answers().get(0)).doesNotContain("connection:");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answersPagesOfItsOwnAndOfAllowedOriginsOnly() {
        ask("?wait=0", "Origin: http://localhost\r\n");
        assertThat(answers().get(0)).startsWith("HTTP/1.1 204").doesNotContain("access-control");
        ask("?wait=0", "Origin: http://friend.example\r\n");
        assertThat(answers().get(0))
                .contains("\r\naccess-control-allow-origin: http://friend.example\r\n")
                .contains("\r\naccess-control-expose-headers: etag\r\n");
        ask("?wait=0", "Origin: http://evil.example\r\n");
        assertThat(answers().get(0)).startsWith("HTTP/1.1 403");
    }

    @Test
    void refusesOneTopicTooMany() {
        publish(1);
        send("GET /poll/other HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 503 ").contains("too-many-topics");
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x"));
        }
        channel.runPendingTasks();
    }

    private void ask(String query, String headers) {
        send("GET /poll/news" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
    }

    /** Each write as text. */
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            answers.add(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return answers;
    }

    private int subscribers() {
        return hub.topics().stream().mapToInt(topic -> topic.subscribers()).sum();
    }
}
