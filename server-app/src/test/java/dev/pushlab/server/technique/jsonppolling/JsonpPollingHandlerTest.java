package dev.pushlab.server.technique.jsonppolling;

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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonpPollingHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final JsonpPollingHandler handler = new JsonpPollingHandler(hub);
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
    void answersWithAScriptThatNobodyKeepsOrTakesForAnythingElse() {
        assertThat(ask("?callback=take", ""))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("\r\ncontent-type: text/javascript; charset=utf-8\r\n")
                .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                .endsWith("\r\n\r\n/**/take({\"events\":[],\"last\":\"7:0\",\"gap\":false});");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void bringsAHundredEventsUnlessToldOtherwise() {
        publish(300, 1);
        assertThat(ask("?callback=f&after=earliest", "")).contains("\"last\":\"7:100\"");
        assertThat(ask("?callback=f&after=7:100&limit=1", "")).contains("\"last\":\"7:101\"");
        assertThat(ask("?callback=f&after=7:101&limit=1000", "")).contains("\"last\":\"7:300\"");
    }

    @Test
    void boundsAnAnswerByBytes() {
        publish(5, 500_000);
        assertThat(ask("?callback=f&after=earliest", "")).contains("\"last\":\"7:2\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?callback=",
                "?callback=alert(1)",
                "?callback=a%0d%0aX-Evil:1",
                "?callback=a%00",
                "?callback=%3C/script%3E",
                "?callback=a.delete",
                "?callback=f&limit=0",
                "?callback=f&limit=1001"
            })
    void refusesWrongParametersAndEchoesNothing(String query) {
        assertThat(ask(query, ""))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"reason\":\"invalid-parameter\"")
                .containsIgnoringCase("content-type: application/problem+json")
                .doesNotContain("alert", "X-Evil", "</script>");
        assertThat(ask("?callback=f&after=latest", "")).contains("\"reason\":\"invalid-id\"");
    }

    /** Who may include it is AccessTest's and OtherOriginTest's matter; that it is asked is this one's. */
    @Test
    void answersOnlyPagesThatMayRead() {
        String browser = "User-Agent: Mozilla/5.0\r\n";
        assertThat(ask("?callback=f", browser)).startsWith("HTTP/1.1 403").contains("forbidden-origin");
        assertThat(ask("?callback=f", browser + "Referer: http://localhost/page\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(ask("?callback=f", browser + "Referer: http://friend.example/\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(ask("?callback=f", browser + "Referer: http://evil.example/\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("?callback=f", "Sec-Fetch-Site: cross-site\r\n")).startsWith("HTTP/1.1 403");
        assertThat(ask("?callback=f", "Origin: null\r\n")).startsWith("HTTP/1.1 403");
    }

    private void publish(int count, int size) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x".repeat(size)));
        }
    }

    private String ask(String query, String headers) {
        String request = "GET /poll" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        return Outbound.text(channel);
    }
}
