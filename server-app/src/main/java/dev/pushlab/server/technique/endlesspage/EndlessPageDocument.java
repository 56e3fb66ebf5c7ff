package dev.pushlab.server.technique.endlesspage;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.technique.Rooms;
import dev.pushlab.server.technique.ScriptedDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The beginning of the page, from {@code document.html}, worded in each language. */
final class EndlessPageDocument {
    private static final Pattern WORDED = Pattern.compile("data-text=\"([a-z.-]+)\"[^>]*>");

    private final Map<Language, String> worded = new EnumMap<>(Language.class);

    /** @throws IllegalStateException if it is not on the class path */
    EndlessPageDocument(TechniqueDescriptor technique) {
        String template = read(Rooms.resource(technique, "document.html"));
        for (Language language : Language.values()) {
            worded.put(
                    language,
                    word(template, language.bundle(Rooms.bundle(technique))).replace("{lang}", language.tag()));
        }
    }

    /**
     * The page up to where events go.
     *
     * @param theme {@code light} or {@code dark}; anything else follows the browser's
     */
    String beginning(Language language, String theme, Topic topic, ScriptedDocument document) {
        boolean named = theme.equals("light") || theme.equals("dark");
        return worded.get(language)
                .replace("{theme}", named ? " data-theme=\"" + theme + "\"" : "")
                .replace("{topic}", topic.name())
                .replace("{nonce}", document.nonce());
    }

    private static String word(String template, ResourceBundle texts) {
        return WORDED.matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(found.group() + escape(texts.getString(found.group(1)))));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String read(String resource) {
        try (InputStream in = EndlessPageDocument.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
