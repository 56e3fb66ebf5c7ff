package dev.pushlab.server.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Rooms;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that a browser needs of one technique. A room of kind WEB brings a page of its own, which receives events
 * and shows the lesson beside them; for one of kind NATIVE the page is the same for all and shows the lesson.
 */
final class TechniquePages {
    private static final String KIT = "dev.pushlab.server.web.messages";
    private static final String LESSON_PAGE = "/dev/pushlab/server/web/lesson.html";
    private static final Pattern QUOTED_SOURCE = Pattern.compile("data-source=\"source/([A-Za-z]+\\.java)\"");

    private final StaticFile page;
    private final Optional<StaticFile> script;
    private final Map<Language, StaticFile> lessons = new EnumMap<>(Language.class);
    private final Map<Language, StaticFile> messages = new EnumMap<>(Language.class);
    private final Map<String, StaticFile> sources = new TreeMap<>();

    /** @throws IllegalStateException or {@link java.util.MissingResourceException} if a file of the room is missing */
    TechniquePages(TechniqueDescriptor technique) {
        this(
                technique.kind() == TechniqueDescriptor.Kind.WEB,
                file -> Rooms.resource(technique, file),
                Rooms.bundle(technique));
    }

    /**
     * @param web whether there is a page of its own
     * @param resources gives the class path address of a file
     * @throws IllegalStateException or {@link java.util.MissingResourceException} if a file is missing
     */
    TechniquePages(boolean web, UnaryOperator<String> resources, String bundle) {
        page = StaticFile.load(web ? resources.apply("page.html") : LESSON_PAGE);
        script = web ? Optional.of(StaticFile.load(resources.apply("page.js"))) : Optional.empty();
        for (Language language : Language.values()) {
            lessons.put(language, StaticFile.load(resources.apply("lesson_" + language.suffix() + ".html")));
            messages.put(language, messages(bundle, language));
        }
        lessons.values().forEach(lesson -> loadSources(resources, lesson));
    }

    void page(HttpExchange exchange) {
        page.serve(exchange);
    }

    /** @param origins to which the page may talk beside its own */
    void page(HttpExchange exchange, List<String> origins) {
        page.serve(exchange, origins);
    }

    void script(HttpExchange exchange) {
        script.orElseThrow(TechniquePages::missing).serve(exchange);
    }

    void lesson(HttpExchange exchange) {
        lessons.get(exchange.language()).serve(exchange);
    }

    /** Source code of the room that a lesson quotes: what is not quoted is not there. */
    void source(HttpExchange exchange) {
        Optional.ofNullable(sources.get(exchange.value("file")))
                .orElseThrow(TechniquePages::missing)
                .serve(exchange);
    }

    private static ProblemException missing() {
        return new ProblemException(Problem.Reason.NOT_FOUND);
    }

    private void loadSources(UnaryOperator<String> resources, StaticFile lesson) {
        Matcher quoted = QUOTED_SOURCE.matcher(lesson.text());
        while (quoted.find()) {
            String file = quoted.group(1);
            sources.computeIfAbsent(file, name -> StaticFile.load(resources.apply(name)));
        }
    }

    void messages(HttpExchange exchange) {
        messages.get(exchange.language()).serve(exchange);
    }

    /** The texts of the kit and of the room in one object. */
    private static StaticFile messages(String room, Language language) {
        Map<String, String> all = new TreeMap<>();
        for (String bundle : new String[] {KIT, room}) {
            ResourceBundle texts = language.bundle(bundle);
            texts.keySet().forEach(key -> all.put(key, texts.getString(key)));
        }
        try {
            String json = new JsonMapper().writeValueAsString(all);
            return new StaticFile(json.getBytes(StandardCharsets.UTF_8), "application/json");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
