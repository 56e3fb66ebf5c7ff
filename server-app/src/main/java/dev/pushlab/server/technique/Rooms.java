package dev.pushlab.server.technique;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.Language;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where the resources of a room are, and the descriptor that they make. */
public final class Rooms {
    private Rooms() {}

    /**
     * The descriptor of a technique: its names come from its own messages, keys {@code ID.title} and {@code ID.summary}.
     *
     * @throws java.util.MissingResourceException if the room has no messages, or not these
     */
    public static TechniqueDescriptor descriptor(
            String id, TechniqueDescriptor.Family family, TechniqueDescriptor.Kind kind) {
        String bundle = bundle(id.replace("-", ""));
        Map<String, String> titles = new LinkedHashMap<>();
        Map<String, String> summaries = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            titles.put(language.tag(), language.bundle(bundle).getString(id + ".title"));
            summaries.put(language.tag(), language.bundle(bundle).getString(id + ".summary"));
        }
        Optional<String> lesson = Optional.of("/techniques/" + id + "/");
        Optional<String> page = kind == TechniqueDescriptor.Kind.WEB ? lesson : Optional.empty();
        return new TechniqueDescriptor(id, family, kind, page, lesson, titles, summaries);
    }

    /** The name of the bundle with the messages of a room. */
    public static String bundle(TechniqueDescriptor technique) {
        return bundle(technique.room());
    }

    /** The class path address of a file of a room. */
    public static String resource(TechniqueDescriptor technique, String file) {
        return "/dev/pushlab/server/technique/" + technique.room() + "/" + file;
    }

    private static String bundle(String room) {
        return "dev.pushlab.server.technique." + room + ".messages";
    }
}
