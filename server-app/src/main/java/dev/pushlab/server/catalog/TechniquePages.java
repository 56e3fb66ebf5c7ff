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
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that a browser needs of one technique with a page. */
final class TechniquePages {
    private static final String KIT = "dev.pushlab.server.web.messages";
    private static final Pattern QUOTED_SOURCE = Pattern.compile("data-source=\"source/([A-Za-z]+\\.java)\"");

    private final StaticFile page;
    private final StaticFile script;
    private final Map<Language, StaticFile> lessons = new EnumMap<>(Language.class);
    private final Map<Language, StaticFile> messages = new EnumMap<>(Language.class);
    private final Map<String, StaticFile> sources = new TreeMap<>();

    /** @throws IllegalStateException or {@link java.util.MissingResourceException} if a file of the room is missing */
    TechniquePages(TechniqueDescriptor technique) {
        page = StaticFile.load(Rooms.resource(technique, "page.html"));
        script = StaticFile.load(Rooms.resource(technique, "page.js"));
        for (Language language : Language.values()) {
            lessons.put(language, StaticFile.load(Rooms.resource(technique, "lesson_" + language.suffix() + ".html")));
            messages.put(language, messages(technique, language));
        }
        lessons.values().forEach(lesson -> loadSources(technique, lesson));
    }

    void page(HttpExchange exchange) {
        page.serve(exchange);
    }

    void script(HttpExchange exchange) {
        script.serve(exchange);
    }

    void lesson(HttpExchange exchange) {
        lessons.get(exchange.language()).serve(exchange);
    }

    /** Source code of the room that a lesson quotes: what is not quoted is not there. */
    void source(HttpExchange exchange) {
        StaticFile source = sources.get(exchange.value("file"));
        if (source == null) {
            throw new ProblemException(Problem.Reason.NOT_FOUND);
        }
        source.serve(exchange);
    }

    private void loadSources(TechniqueDescriptor technique, StaticFile lesson) {
        Matcher quoted = QUOTED_SOURCE.matcher(lesson.text());
        while (quoted.find()) {
            String file = quoted.group(1);
            sources.computeIfAbsent(file, name -> StaticFile.load(Rooms.resource(technique, name)));
        }
    }

    void messages(HttpExchange exchange) {
        messages.get(exchange.language()).serve(exchange);
    }

    /** The texts of the kit and of the room in one object. */
    private static StaticFile messages(TechniqueDescriptor technique, Language language) {
        Map<String, String> all = new TreeMap<>();
        for (String bundle : new String[] {KIT, Rooms.bundle(technique)}) {
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
