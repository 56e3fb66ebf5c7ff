package dev.pushlab.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
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
import dev.pushlab.server.net.HandlerNames;
import dev.pushlab.server.net.Heartbeats;
import dev.pushlab.server.net.HttpInitializer;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops over the catalog: a room from which a file is missing fails here. */
class TechniqueCatalogTest {
    private static final TechniqueCatalog CATALOG = new TechniqueCatalog();
    private static final Pattern SNIPPET = Pattern.compile("data-source=\"([^\"]+)\" data-snippet=\"([^\"]+)\"");

    static List<TechniqueDescriptor> techniques() {
        return CATALOG.descriptors();
    }

    static Stream<TechniqueDescriptor> pages() {
        return techniques().stream().filter(technique -> technique.kind() == TechniqueDescriptor.Kind.WEB);
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void hasItsNameInEveryLanguage(TechniqueDescriptor technique) {
        for (Language language : Language.values()) {
            assertThat(technique.titles().get(language.tag())).isNotBlank();
            assertThat(technique.summaries().get(language.tag())).isNotBlank();
        }
        assertThat(CATALOG.find(technique.id())).isPresent();
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void hasTheSameMessagesInEveryLanguage(TechniqueDescriptor technique) {
        ResourceBundle english = Language.EN.bundle(Rooms.bundle(technique));
        for (Language language : Language.values()) {
            ResourceBundle other = language.bundle(Rooms.bundle(technique));
            assertThat(other.getLocale().toLanguageTag()).isEqualTo(language == Language.EN ? "und" : language.tag());
            assertThat(other.keySet()).isEqualTo(english.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void hasALessonInEveryLanguage(TechniqueDescriptor technique) throws IOException {
        assertThat(technique.lesson()).contains("/techniques/" + technique.id() + "/");
        for (Language language : Language.values()) {
            String lesson = resource(technique, "lesson_" + language.suffix() + ".html");
            assertThat(lesson)
                    .contains("<svg class=\"sequence\"", "class=\"pros\"", "class=\"cons\"", "class=\"when\"");
            assertThat(lesson).contains("class=\"claim\"", "class=\"verdict ");
            assertThat(snippets(lesson)).as("running source that it quotes").isNotEmpty();
        }
    }

    /** A lesson that quotes source which is no longer there would show a complaint instead of it. */
    @ParameterizedTest
    @MethodSource("techniques")
    void hasTheSourceThatItsLessonsQuote(TechniqueDescriptor technique) throws IOException {
        for (Language language : Language.values()) {
            for (MatchResult quoted : snippets(resource(technique, "lesson_" + language.suffix() + ".html"))) {
                String file = quoted.group(1).replace("source/", "");
                assertThat(resource(technique, file).lines().map(String::strip))
                        .as(quoted.group())
                        .containsSubsequence("// snippet:begin " + quoted.group(2), "// snippet:end");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void hasAPageIfItIsForBrowsersAndNoneIfNot(TechniqueDescriptor technique) {
        boolean web = technique.kind() == TechniqueDescriptor.Kind.WEB;
        assertThat(technique.page()).isEqualTo(web ? technique.lesson() : Optional.empty());
        for (String file : List.of("page.html", "page.js")) {
            assertThat(getClass().getResource(Rooms.resource(technique, file)) != null)
                    .as(file)
                    .isEqualTo(web);
        }
    }

    @ParameterizedTest
    @MethodSource("techniques")
    void hasItsTests(TechniqueDescriptor technique) throws ClassNotFoundException {
        Class<?> room = CATALOG.find(technique.id()).orElseThrow().getClass();
        String prefix = room.getName().substring(0, room.getName().length() - "Technique".length());
        assertThat(room.getPackageName()).isEqualTo("dev.pushlab.server.technique." + technique.room());
        boolean web = technique.kind() == TechniqueDescriptor.Kind.WEB;
        for (String suffix : web
                ? List.of("EncoderTest", "HandlerTest", "PageIT", "RoomIT", "ConformanceIT")
                : List.of("RoomIT", "ConformanceIT")) {
            assertThat(Class.forName(prefix + suffix)).isNotNull();
        }
    }

    /** Before the first request, and still when the technique has taken the connection over. */
    @ParameterizedTest
    @MethodSource("pages")
    void hasTheTapFirstInItsPipeline(TechniqueDescriptor technique) {
        Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
        HttpRoutes.Builder routes = new HttpRoutes.Builder();
        new CatalogRoutes(
                        CATALOG,
                        new TechniqueContext(
                                hub,
                                new Fanout(hub),
                                HttpLimits.DEFAULT,
                                new Heartbeats(HttpLimits.DEFAULT.heartbeat())))
                .addTo(routes);
        ConnectionRegistry registry = new ConnectionRegistry(ConnectionLimits.of(10, 10));
        EmbeddedChannel channel = new EmbeddedChannel(new HttpInitializer(
                registry,
                HttpLimits.DEFAULT,
                new Access(Tokens.inMemory(AccessToken.random()), true, Set.of(), Set.of()),
                routes.build()));
        assertThat(channel.pipeline().names().get(0)).isEqualTo(HandlerNames.TAP);

        String request = "GET /topics/t/" + technique.id() + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        // Some have nothing to say before.
        hub.publish(new Topic("t"), EventDraft.text("x"));
        channel.runPendingTasks();

        assertThat(channel.pipeline().names().get(0)).isEqualTo(HandlerNames.TAP);
        assertThat(registry.snapshot().get(0).technique()).contains(technique.id());
        assertThat(registry.traffic(technique.id()).bytesIn()).isEqualTo(request.length());
        assertThat(registry.traffic(technique.id()).bytesOut()).isPositive();
        channel.finishAndReleaseAll();
    }

    private static List<MatchResult> snippets(String lesson) {
        return SNIPPET.matcher(lesson).results().toList();
    }

    private static String resource(TechniqueDescriptor technique, String file) throws IOException {
        try (InputStream in = TechniqueCatalogTest.class.getResourceAsStream(Rooms.resource(technique, file))) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
