package dev.pushlab.server.technique.shortpolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortPollingHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final ShortPollingHandler handler = new ShortPollingHandler(hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(AccessToken.random()), true, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get("/poll", exchange -> handler.answer(exchange, TOPIC))
                    .build()));

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void leavesNoSubscriptionAndNoEmptyTopicBehind() {
        assertThat(ask("", "")).startsWith("HTTP/1.1 200").endsWith("{\"events\":[],\"last\":\"7:0\",\"gap\":false}");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void bringsAHundredEventsUnlessToldOtherwise() {
        publish(300, 1);
        assertThat(ask("?after=earliest", "")).contains("\"last\":\"7:100\"");
        assertThat(ask("?after=7:100&limit=1", "")).contains("\"last\":\"7:101\"");
        assertThat(ask("?after=7:101&limit=1000", "")).contains("\"last\":\"7:300\"");
        assertThat(ask("?after=earliest&limit=1001", "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void boundsAnAnswerByBytes() {
        publish(5, 500_000);
        assertThat(ask("?after=earliest", "")).contains("\"last\":\"7:2\"");
    }

    @Test
    void goesOnAfterTheTagOfTheLastAnswer() {
        publish(3, 1);
        assertThat(ask("?after=earliest&limit=2", "")).containsIgnoringCase("\r\netag: \"7:2\"\r\n");
        assertThat(ask("?after=earliest", "If-None-Match: \"7:2\"\r\n"))
                .contains("{\"events\":[{\"id\":\"7:3\"")
                .containsIgnoringCase("\r\netag: \"7:3\"\r\n");
        assertThat(ask("", "If-None-Match: 7:2\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void bringsBareDataIfAsked() {
        publish(2, 3);
        assertThat(ask("?after=earliest&envelope=none", ""))
                .containsIgnoringCase("\r\ncontent-type: text/plain\r\n")
                .endsWith("\r\n\r\n3\nxxx\n3\nxxx\n");
        assertThat(ask("?envelope=xml", "")).startsWith("HTTP/1.1 400 ");
    }

    /** What there was when it was asked, and when it is due; the next request of the connection waits for its turn. */
    @Test
    void isSlowIfToldTo() {
        channel.freezeTime();
        publish(1, 1);
        assertThat(ask("?after=earliest&delay=500", "")).isEmpty();
        publish(1, 1);
        assertThat(ask("?after=earliest", "")).isEmpty();
        channel.advanceTimeBy(499, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(answers()).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(answers().split("(?=HTTP/1.1 )"))
                .satisfiesExactly(
                        slow -> assertThat(slow)
                                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                                .contains("\r\netag: \"7:1\"\r\n")
                                .endsWith("\"last\":\"7:1\",\"gap\":false}"),
                        quick -> assertThat(quick)
                                .startsWith("HTTP/1.1 200 OK")
                                .endsWith("\"last\":\"7:2\",\"gap\":false}"));
        assertThat(ask("?delay=5001", "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void nothingIsLeftOfASlowAnswerToAClientThatGoes() {
        channel.freezeTime();
        publish(1, 1);
        ask("?after=earliest&delay=5000", "");
        assertThat(channel.runScheduledPendingTasks()).isPositive();
        channel.close();
        assertThat(channel.runScheduledPendingTasks())
                .as("nanoseconds to the next task")
                .isEqualTo(-1);
        assertThat(answers()).isEmpty();
    }

    /** The deadline of a slow answer is not the end of the server's. */
    @Test
    void aServerThatShutsDownAnswersAtOnce() {
        channel.freezeTime();
        publish(1, 1);
        ask("?after=earliest&delay=5000", "");
        channel.pipeline().fireUserEventTriggered(Connection.Event.SHUTTING_DOWN);
        assertThat(answers()).contains("\"last\":\"7:1\"");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answersPagesOfItsOwnAndOfAllowedOriginsOnly() {
        assertThat(ask("", "Origin: http://localhost\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("access-control");
        assertThat(ask("", "Origin: http://friend.example\r\n"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("access-control-allow-origin: http://friend.example");
        assertThat(ask("", "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403");
    }

    private void publish(int count, int size) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x".repeat(size)));
        }
    }

    private String ask(String query, String headers) {
        String request = "GET /poll" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        return answers();
    }

    private String answers() {
        return Outbound.text(channel);
    }
}
