package dev.pushlab.server.technique.scriptlongpolling;

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
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
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

class ScriptLongPollingHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(new HubOptions(1, 10, 1 << 20), 7, Clock.systemUTC());
    private final Fanout fanout = new Fanout(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(AccessToken.random()), true, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get("/poll", exchange -> ScriptLongPollingHandler.hold(exchange, TOPIC, fanout))
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
        ask("?callback=take", "");
        assertThat(answers()).isEmpty();
        assertThat(subscribers()).isOne();

        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();
        assertThat(answers())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\n\r\n/**/take({\"events\":[{\"id\":\"7:1\",")
                .endsWith("\"last\":\"7:1\",\"gap\":false});");
        assertThat(subscribers()).isZero();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void isAnsweredWithACallThatBringsNothingWhenTheWaitIsOver() {
        ask("?callback=take", "");
        advance(24_999);
        assertThat(answers()).isEmpty();
        advance(1);
        assertThat(answers())
                .hasSize(1)
                .first()
                .asString()
                .endsWith("/**/take({\"events\":[],\"last\":\"7:0\",\"gap\":false});");

        ask("?callback=take&wait=0", "");
        assertThat(answers()).hasSize(1);
    }

    /** A page that has stopped cannot say so: its question stays until it is answered, or the connection ends. */
    @Test
    void isHeldUntilItIsAnsweredOrTheConnectionEnds() {
        ask("?callback=take&wait=55", "");
        advance(54_000);
        assertThat(subscribers()).isOne();
        channel.close();
        assertThat(subscribers()).isZero();
    }

    @Test
    void shutdownAnswersWhatWaits() {
        ask("?callback=take", "");
        channel.pipeline().fireUserEventTriggered(Connection.Event.SHUTTING_DOWN);
        assertThat(answers())
                .hasSize(1)
                .first()
                .asString()
                .endsWith("/**/take({\"events\":[],\"last\":\"7:0\",\"gap\":false});");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void goesOnAfterAPositionAndTellsOfAGapAtOnce() {
        for (int i = 0; i < 3; i++) {
            hub.publish(TOPIC, EventDraft.text("x"));
        }
        ask("?callback=f&after=7:1&limit=1", "");
        assertThat(answers().get(0)).contains("\"id\":\"7:2\"").endsWith("\"last\":\"7:2\",\"gap\":false});");
        ask("?callback=f&after=6:5", "");
        assertThat(answers().get(0)).endsWith("\"last\":\"7:3\",\"gap\":true});");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?callback=",
                "?callback=alert(1)",
                "?callback=a%0d%0ab",
                "?callback=new",
                "?callback=f&wait=56",
                "?callback=f&wait=-1",
                "?callback=f&limit=0"
            })
    void refusesWrongParameters(String query) {
        ask(query, "");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 400 ").contains("\"reason\":\"invalid-parameter\"");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void holdsNothingForPagesThatMayNotRead() {
        ask("?callback=f", "Sec-Fetch-Site: cross-site\r\n");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 403 ").contains("forbidden-origin");
        ask("?callback=f", "User-Agent: Mozilla/5.0\r\n");
        assertThat(String.join("", answers())).startsWith("HTTP/1.1 403 ");
        assertThat(subscribers()).isZero();
        ask("?callback=f", "User-Agent: Mozilla/5.0\r\nReferer: http://friend.example/\r\n");
        assertThat(subscribers()).isOne();
    }

    private void ask(String query, String headers) {
        String request = "GET /poll" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
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
