package dev.pushlab.server.technique.piggyback;

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

class PiggybackHandlerTest {
    private static final Topic TOPIC = new Topic("news");
    private static final AccessToken TOKEN = AccessToken.random();
    private static final String COFFEE = "{\"item\":\"coffee\"}";

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final Cafe cafe = new Cafe();
    private final PiggybackHandler handler = new PiggybackHandler(cafe, hub);
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(TOKEN), false, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get("/table", exchange -> handler.look(exchange, TOPIC))
                    .post("/table", exchange -> handler.order(exchange, TOPIC))
                    .build()));

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void leavesNoSubscriptionAndNoEmptyTopicBehind() {
        assertThat(ask("GET", "", "", "")).startsWith("HTTP/1.1 200").contains("\"events\":[]");
        assertThat(order("", COFFEE)).startsWith("HTTP/1.1 200").contains("{\"coffee\":1,");
        assertThat(hub.topics()).isEmpty();
    }

    @Test
    void newsRideOnTheAnswerToAnOrderFromWhereTheLastOneEnded() {
        publish(2, 1);
        assertThat(order("?after=earliest", COFFEE))
                .contains("{\"coffee\":1,\"tea\":0,\"cake\":0,\"actions\":1}", "\"id\":\"7:1\"", "\"last\":\"7:2\"")
                .containsIgnoringCase("\r\ncache-control: no-store\r\n");
        publish(1, 1);
        assertThat(order("?after=7:2", "{\"item\":\"cake\",\"change\":1}"))
                .contains("\"cake\":1,", "\"id\":\"7:3\"")
                .doesNotContain("\"id\":\"7:2\"");
        assertThat(order("?after=7:3&limit=1", "{\"item\":\"coffee\",\"change\":-1}"))
                .contains("{\"coffee\":0,", "\"events\":[]");
    }

    @Test
    void boundsWhatRidesOnAnAnswer() {
        publish(3, 600_000);
        assertThat(order("?after=earliest", COFFEE)).contains("\"last\":\"7:1\"");
        assertThat(order("?after=earliest&limit=1001", COFFEE)).startsWith("HTTP/1.1 400");
    }

    /** What changes something for others takes the right to publish; to look takes none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer wrong\r\n"})
    void ordersTakeTheRightToPublish(String headers) {
        assertThat(ask("GET", "", "", "")).startsWith("HTTP/1.1 200");
        assertThat(ask("POST", "", headers, COFFEE))
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("www-authenticate: Bearer");
        assertThat(cafe.look(TOPIC).actions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "coffee",
                "[]",
                "{}",
                "{\"item\":\"beer\"}",
                "{\"item\":\"COFFEE\"}",
                "{\"item\":\"coffee\",\"item\":\"tea\"}",
                "{\"item\":\"coffee\"} {}",
                "{\"item\":\"coffee\",\"change\":2}",
                "{\"item\":\"coffee\",\"change\":1.0}",
                "{\"item\":\"coffee\",\"change\":-2147483648}",
                "{\"item\":\"coffee\",\"change\":\"1\"}",
                "{\"item\":\"coffee\",\"price\":0}"
            })
    void refusesWhatIsNoOrderAndDoesNothing(String body) {
        assertThat(order("", body)).startsWith("HTTP/1.1 400").contains("\"reason\":\"invalid-parameter\"");
        assertThat(cafe.look(TOPIC).actions()).isZero();
    }

    /** An order is not placed if it cannot be answered. */
    @Test
    void doesNothingIfThePositionIsNone() {
        assertThat(order("?after=nowhere", COFFEE)).startsWith("HTTP/1.1 400");
        assertThat(order("", "{\"item\":\"coffee\"" + " ".repeat(300) + "}")).startsWith("HTTP/1.1 400");
        assertThat(cafe.look(TOPIC).actions()).isZero();
    }

    @Test
    void answersPagesOfItsOwnAndOfAllowedOriginsOnly() {
        String token = "Authorization: Bearer " + TOKEN.reveal() + "\r\n";
        assertThat(ask("POST", "", token + "Origin: http://localhost\r\n", COFFEE))
                .startsWith("HTTP/1.1 200");
        assertThat(ask("POST", "", token + "Origin: http://friend.example\r\n", COFFEE))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("access-control-allow-origin: http://friend.example");
        assertThat(ask("POST", "", token + "Origin: http://evil.example\r\n", COFFEE))
                .startsWith("HTTP/1.1 403");
        assertThat(cafe.look(TOPIC).coffee()).isEqualTo(2);
    }

    private void publish(int count, int size) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x".repeat(size)));
        }
    }

    private String order(String query, String body) {
        return ask("POST", query, "Authorization: Bearer " + TOKEN.reveal() + "\r\n", body);
    }

    private String ask(String method, String query, String headers, String body) {
        String request = method + " /table" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                + (method.equals("POST") ? "Content-Length: " + body.length() + "\r\n" : "") + "\r\n" + body;
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        return Outbound.text(channel);
    }
}
