package dev.pushlab.server.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.Technique;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.TreeMap;
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
    /** A module beside the page's own. */
    private static final Pattern IMPORTED =
            Pattern.compile("(?m)^(?:import|export)\\b[^;]*?\\bfrom '\\./([a-z0-9-]+\\.js)'");

    private final StaticFile page;
    private final Map<String, StaticFile> scripts = new TreeMap<>();
    private final Map<Language, StaticFile> lessons = new EnumMap<>(Language.class);
    private final Map<Language, StaticFile> messages = new EnumMap<>(Language.class);
    private final Map<String, StaticFile> sources = new TreeMap<>();
    private final boolean usesOtherOrigin;

    /** @throws IllegalStateException or {@link java.util.MissingResourceException} if a file of the room is missing */
    TechniquePages(Technique room) {
        TechniqueDescriptor technique = room.descriptor();
        usesOtherOrigin = room.usesOtherOrigin();
        boolean web = technique.kind() == TechniqueDescriptor.Kind.WEB;
        page = StaticFile.load(web ? Rooms.resource(technique, "page.html") : LESSON_PAGE);
        if (web) {
            loadScript(technique, "page.js");
        }
        for (Language language : Language.values()) {
            lessons.put(language, StaticFile.load(Rooms.resource(technique, "lesson_" + language.suffix() + ".html")));
            messages.put(language, messages(technique, language));
        }
        lessons.values().forEach(lesson -> loadSources(technique, lesson));
    }

    void page(HttpExchange exchange) {
        page.serve(exchange, usesOtherOrigin ? exchange.otherOrigin() : Optional.empty());
    }

    /** The page's script, or a module of the room that it imports: what is not imported is not there. */
    void script(HttpExchange exchange) {
        Optional.ofNullable(scripts.get(exchange.value("script")))
                .orElseThrow(TechniquePages::missing)
                .serve(exchange);
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

    private void loadScript(TechniqueDescriptor technique, String file) {
        StaticFile script = StaticFile.load(Rooms.resource(technique, file));
        scripts.put(file, script);
        Matcher imported = IMPORTED.matcher(script.text());
        while (imported.find()) {
            if (!scripts.containsKey(imported.group(1))) {
                loadScript(technique, imported.group(1));
            }
        }
    }

    private static ProblemException missing() {
        return new ProblemException(Problem.Reason.NOT_FOUND);
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
