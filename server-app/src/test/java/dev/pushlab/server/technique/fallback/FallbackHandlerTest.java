package dev.pushlab.server.technique.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.Access;
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
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(new HubOptions(10, 2, 1 << 20), 7, Clock.systemUTC());
    private final FallbackHandler handler = new FallbackHandler(hub, Duration.ofSeconds(9));
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(AccessToken.random()), true, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get("/negotiate", exchange -> handler.negotiate(exchange, TOPIC))
                    .build()));

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void namesThePositionToBeginAtAndKeepsNothing() {
        assertThat(ask("", ""))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
                .contains("\"start\":\"7:0\",\"recovered\":true,\"heartbeat\":9000");
        assertThat(hub.topics()).isEmpty();

        publish(3);
        assertThat(ask("", "")).contains("\"start\":\"7:3\",\"recovered\":true");
        assertThat(ask("?after=earliest", "")).contains("\"start\":\"7:1\",\"recovered\":true");
        assertThat(ask("?after=7:2", "")).contains("\"start\":\"7:2\",\"recovered\":true");
        assertThat(hub.topics().get(0).subscribers()).isZero();
    }

    @Test
    void saysWhenHistoryIsLost() {
        publish(5);
        assertThat(ask("?after=7:1", "")).contains("\"start\":\"7:3\",\"recovered\":false");
        assertThat(ask("?after=6:1", "")).contains("\"start\":\"7:3\",\"recovered\":false");
    }

    @Test
    void offersWhatTheClientCanDoAtTheTimesThatItAsksFor() {
        assertThat(ask("?transports=short-polling,sse&proof=250&quiet=60000", ""))
                .contains("\"proof\":250,\"quiet\":60000", "\"id\":\"sse\"", "\"id\":\"short-polling\"")
                .doesNotContain("\"id\":\"websocket\"", "\"id\":\"long-polling\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?transports=smoke",
                "?proof=249",
                "?proof=30001",
                "?quiet=999",
                "?quiet=60001",
                "?quiet=",
                "?after=x",
                "?after=7:-1"
            })
    void refusesWhatItDoesNotUnderstand(String query) {
        assertThat(ask(query, "")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void answersPagesOfAllowedOriginsOnly() {
        assertThat(ask("", "Origin: http://friend.example\r\n"))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("\r\naccess-control-allow-origin: http://friend.example\r\n");
        assertThat(ask("", "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403");
    }

    private void publish(int number) {
        for (int i = 0; i < number; i++) {
            hub.publish(TOPIC, EventDraft.text("x")).toCompletableFuture().join();
        }
    }

    private String ask(String query, String headers) {
        String request = "GET /negotiate" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        return Outbound.text(channel);
    }
}
