package dev.pushlab.server.technique.pagerefresh;

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

class PageRefreshHandlerTest {
    private static final Topic TOPIC = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final PageRefreshHandler handler = new PageRefreshHandler(hub, Clock.systemUTC());
    private final EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
            new ConnectionRegistry(ConnectionLimits.of(1, 1)),
            HttpLimits.DEFAULT,
            new Access(Tokens.inMemory(AccessToken.random()), true, Set.of("http://friend.example"), Set.of()),
            new HttpRoutes.Builder()
                    .get("/page", exchange -> handler.answer(exchange, TOPIC))
                    .build()));

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void leavesNoSubscriptionAndNoEmptyTopicBehind() {
        assertThat(ask("", ""))
                .startsWith("HTTP/1.1 200")
                .contains("data-last=\"7:0\"", "Nothing has happened here yet.");
        assertThat(hub.topics()).isEmpty();
    }

    /** Nothing may run in it, nothing may be loaded from elsewhere, and no page of others may frame it. */
    @Test
    void isADocumentThatRunsNothingAndIsNotKept() {
        assertThat(ask("", ""))
                .containsIgnoringCase("\r\ncontent-type: text/html; charset=utf-8\r\n")
                .containsIgnoringCase(
                        "\r\ncontent-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; "
                                + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'\r\n")
                .containsIgnoringCase("\r\nreferrer-policy: no-referrer\r\n")
                .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                .containsIgnoringCase("\r\ncontent-language: en\r\n");
    }

    @Test
    void speaksTheLanguageThatIsAskedForAndKeepsItInItsAddresses() {
        assertThat(ask("", "Accept-Language: zh-CN,zh;q=0.9\r\n"))
                .contains("<html lang=\"zh-CN\">", "立即加载")
                .doesNotContain("&amp;lang=");
        assertThat(ask("?lang=en&theme=dark&refresh=30&limit=7", "Accept-Language: zh\r\n"))
                .contains("<html lang=\"en\" data-theme=\"dark\">")
                .contains("content=\"30; url=/topics/news/page-refresh?after=7:0&amp;refresh=30&amp;limit=7&amp;lang=en"
                        + "&amp;theme=dark\"");
    }

    @Test
    void goesOnAfterTheLastEventThatItShowed() {
        publish(5, 1);
        assertThat(ask("?after=earliest&limit=2", ""))
                .contains("data-last=\"7:2\" data-gap=\"false\" data-more=\"true\"")
                .contains("after=7:2&amp;refresh=0&amp;limit=2\">There is more");
        String next = ask("?after=7:2", "");
        assertThat(next).contains("data-last=\"7:5\" data-gap=\"false\" data-more=\"false\"");
        assertThat(part(next, "new"))
                .containsSubsequence("<td>7:5<", "<td>7:4<", "<td>7:3<")
                .doesNotContain("<td>7:2<");
        assertThat(part(next, "earlier"))
                .containsSubsequence("<td>7:2<", "<td>7:1<")
                .doesNotContain("<td>7:3<");
    }

    /** F5 repeats the address: whoever never said where to go on still sees what was last. */
    @Test
    void showsTheLastEventsAlsoWhenNothingIsNew() {
        publish(30, 1);
        String page = ask("", "");
        assertThat(part(page, "new")).doesNotContain("<tr>");
        assertThat(part(page, "earlier")).contains("<td>7:30<", "<td>7:21<").doesNotContain("<td>7:20<");
    }

    @Test
    void boundsADocumentByBytes() {
        publish(5, 200_000);
        assertThat(ask("?after=earliest", "")).contains("data-last=\"7:1\"", "data-more=\"true\"");
    }

    @Test
    void bringsTheNewsAloneIfAsked() {
        publish(2, 3);
        assertThat(ask("?after=7:1&envelope=json", ""))
                .containsIgnoringCase("\r\ncontent-type: application/json\r\n")
                .containsIgnoringCase("\r\netag: \"7:2\"\r\n")
                .contains("\r\n\r\n{\"events\":[{\"id\":\"7:2\"")
                .endsWith("\"data\":\"xxx\"}],\"last\":\"7:2\",\"gap\":false}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?refresh=3601",
                "?refresh=-1",
                "?refresh=1;url=//evil.example",
                "?limit=0",
                "?limit=1001",
                "?theme=%22%3E%3Cscript%3E",
                "?envelope=xml",
                "?after=7:1%22%3E"
            })
    void refusesWhatIsNotInItsRange(String query) {
        assertThat(ask(query, "")).startsWith("HTTP/1.1 400").doesNotContain("<script", "evil.example\"");
    }

    @Test
    void answersPagesOfItsOwnAndOfAllowedOriginsOnly() {
        assertThat(ask("", "Origin: http://localhost\r\n")).startsWith("HTTP/1.1 200");
        assertThat(ask("", "Origin: http://evil.example\r\n")).startsWith("HTTP/1.1 403");
    }

    private static String part(String page, String name) {
        int begin = page.indexOf("<tbody class=\"" + name + "\">");
        return page.substring(begin, page.indexOf("</tbody>", begin));
    }

    private void publish(int count, int size) {
        for (int i = 0; i < count; i++) {
            hub.publish(TOPIC, EventDraft.text("x".repeat(size)));
        }
    }

    private String ask(String query, String headers) {
        String request = "GET /page" + query + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        return Outbound.text(channel);
    }
}
