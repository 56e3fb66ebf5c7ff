package dev.pushlab.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.fanout.Fanout;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
import dev.pushlab.server.net.ConnectionLimits;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.technique.TechniqueContext;
import dev.pushlab.server.testing.Outbound;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies do, done to techniques of every kind. */
class ObstacleTest {
    private static final Topic TOPIC = new Topic("t");
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.of(10, 10));
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        HttpRoutes.Builder routes = new HttpRoutes.Builder();
        new CatalogRoutes(
                        new TechniqueCatalog(),
                        new TechniqueContext(
                                hub,
                                new Fanout(hub),
                                HttpLimits.DEFAULT,
                                new Heartbeats(HttpLimits.DEFAULT.heartbeat())))
                .addTo(routes);
        channel = new EmbeddedChannel(new HttpInitializer(
                registry,
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.random()), true, Set.of(), Set.of()),
                routes.build()));
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "xhr-streaming", "long-polling", "short-polling"})
    void refusesWhatIsAskedToBeRefused(String technique) {
        assertThat(ask(technique + "?obstacle=refuse", UPGRADE))
                .startsWith("HTTP/1.1 403 ")
                .contains("\"reason\":\"obstructed\"");
        assertThat(channel.isActive()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"websocket,HTTP/1.1 101 ", "sse,HTTP/1.1 200 ", "xhr-streaming,HTTP/1.1 200 "})
    void letsOnlyTheHeadOfAStreamThrough(String technique, String status) {
        String head = ask(technique + "?obstacle=silence&seconds=20&after=earliest", UPGRADE);
        assertThat(head).startsWith(status).endsWith("\r\n\r\n");

        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();
        after(19);
        assertThat(written()).isEmpty();
        assertThat(channel.isActive()).isTrue();

        after(1);
        assertThat(channel.isActive()).isFalse();
        channel.runPendingTasks();
        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse", "xhr-streaming"})
    void fallsSilentInTheMiddle(String technique) {
        ask(technique + "?obstacle=stall&seconds=5&envelope=json", UPGRADE);
        hub.publish(TOPIC, EventDraft.text("before"));
        channel.runPendingTasks();
        assertThat(written()).contains("before");

        after(5);
        hub.publish(TOPIC, EventDraft.text("behind"));
        channel.runPendingTasks();
        after(54);
        assertThat(written()).doesNotContain("behind");
        // A WebSocket that hears nothing from its client is ended by the server before that.
        assertThat(channel.isActive()).isEqualTo(!technique.equals("websocket"));
        after(1);
        assertThat(channel.isActive()).isFalse();
    }

    /** A proxy that waits for the end of an answer has nothing against one that ends. */
    @ParameterizedTest
    @ValueSource(strings = {"long-polling?wait=20&", "short-polling?", "sse?resumed=204&"})
    void letsCompleteAnswersThrough(String technique) {
        String answer = ask(technique + "obstacle=silence&seconds=30&after=earliest", "Last-Event-ID: 7:0\r\n");
        hub.publish(TOPIC, EventDraft.text("x"));
        channel.runPendingTasks();

        assertThat(answer + written()).matches("(?s)HTTP/1.1 20[04] .*");
        assertThat(channel.isActive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "sse"})
    void cutsTheConnectionHoweverMuchGoesOverIt(String technique) {
        ask(technique + "?obstacle=cut&seconds=2", UPGRADE);
        for (int i = 0; i < 2; i++) {
            assertThat(channel.isActive()).isTrue();
            after(1);
            hub.publish(TOPIC, EventDraft.text("x"));
            channel.runPendingTasks();
        }
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void cutsOffAnAnswerThatWaits() {
        ask("long-polling?obstacle=cut&seconds=2", "");
        after(1);
        assertThat(channel.isActive()).isTrue();
        after(1);
        assertThat(channel.isActive()).isFalse();
        channel.runPendingTasks();
        assertThat(hub.topics()).allMatch(topic -> topic.subscribers() == 0);
    }

    /** The next request over the same connection may be of somebody else behind the same proxy. */
    @Test
    void concernsOneAnswerOnly() {
        ask("long-polling?obstacle=cut&seconds=2&wait=0", "");
        assertThat(ask("sse", "")).contains("retry: 2000");
        after(5);
        assertThat(channel.isActive()).isTrue();
    }

    /** Whatever is asked next, and also if that asks for no technique. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "long-polling?obstacle=cut&seconds=2&wait=0",
                "long-polling?obstacle=stall&seconds=2&wait=0",
                "short-polling?obstacle=cut&seconds=2&delay=1000",
                "http-framing?obstacle=cut&seconds=2&wait=0"
            })
    void endsWithTheAnswer(String question) {
        ask(question, "");
        after(1);
        assertThat(written()).isNotNull();
        after(1);
        assertThat(request("GET /techniques HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
        after(59);
        assertThat(channel.isActive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "obstacle=tarpit",
                "obstacle=cut&seconds=0",
                "obstacle=cut&seconds=61",
                "obstacle=silence&seconds=-1",
                "obstacle=silence&seconds=forever"
            })
    void refusesObstaclesThatThereAreNot(String parameters) {
        assertThat(ask("sse?" + parameters, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"reason\":\"invalid-parameter\"");
    }

    @Test
    void creditsTheTechniqueThatUsesAnother() {
        ask("sse?for=websocket", "");
        assertThat(registry.snapshot().get(0).technique()).contains("websocket");
        assertThat(registry.traffic("websocket").bytesOut()).isPositive();
        assertThat(registry.traffic("sse").bytesOut()).isZero();
    }

    @Test
    void creditsNobodyThatThereIsNot() {
        assertThat(ask("sse?for=telepathy", ""))
                .startsWith("HTTP/1.1 404 ")
                .contains("\"reason\":\"unknown-technique\"");
    }

    private String ask(String techniqueAndQuery, String headers) {
        return request("GET /topics/t/" + techniqueAndQuery + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private String request(String request) {
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        channel.runPendingTasks();
        return written();
    }

    private void after(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private String written() {
        return Outbound.text(channel);
    }
}
