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
     * The descriptor of a technique: its names come from its own messages, keys {@code title} and {@code summary}.
     *
     * @throws java.util.MissingResourceException if the room has no messages, or not these
     */
    public static TechniqueDescriptor descriptor(
            String id, TechniqueDescriptor.Family family, TechniqueDescriptor.Kind kind) {
        String bundle = "dev.pushlab.server.technique." + id.replace("-", "") + ".messages";
        Map<String, String> titles = new LinkedHashMap<>();
        Map<String, String> summaries = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            titles.put(language.tag(), language.bundle(bundle).getString("title"));
            summaries.put(language.tag(), language.bundle(bundle).getString("summary"));
        }
        Optional<String> page =
                kind == TechniqueDescriptor.Kind.WEB ? Optional.of("/techniques/" + id + "/") : Optional.empty();
        return new TechniqueDescriptor(id, family, kind, page, titles, summaries);
    }

    /** The class path address of a file of a room. */
    public static String resource(TechniqueDescriptor technique, String file) {
        return "/dev/pushlab/server/technique/" + technique.room() + "/" + file;
    }
}
