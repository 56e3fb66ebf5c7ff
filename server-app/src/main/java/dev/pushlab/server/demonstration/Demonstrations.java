package dev.pushlab.server.demonstration;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.net.Language;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where the resources of a demonstration are, and the descriptor that they make. */
public final class Demonstrations {
    private Demonstrations() {}

    /**
     * The descriptor of a demonstration: its names come from its own messages, keys {@code ID.title} and {@code
     * ID.summary}.
     *
     * @throws java.util.MissingResourceException if it has no messages, or not these
     */
    public static TechniqueDescriptor descriptor(String id) {
        String bundle = bundle(id.replace("-", ""));
        Map<String, String> titles = new LinkedHashMap<>();
        Map<String, String> summaries = new LinkedHashMap<>();
        for (Language language : Language.values()) {
            titles.put(language.tag(), language.bundle(bundle).getString(id + ".title"));
            summaries.put(language.tag(), language.bundle(bundle).getString(id + ".summary"));
        }
        Optional<String> page = Optional.of("/demonstrations/" + id + "/");
        return new TechniqueDescriptor(
                id,
                TechniqueDescriptor.Family.DEMONSTRATION,
                TechniqueDescriptor.Kind.WEB,
                page,
                page,
                titles,
                summaries);
    }

    /** The name of the bundle with the messages of a demonstration. */
    public static String bundle(TechniqueDescriptor demonstration) {
        return bundle(demonstration.room());
    }

    /** The class path address of a file of a demonstration. */
    public static String resource(TechniqueDescriptor demonstration, String file) {
        return "/dev/pushlab/server/demonstration/" + demonstration.room() + "/" + file;
    }

    private static String bundle(String folder) {
        return "dev.pushlab.server.demonstration." + folder + ".messages";
    }
}
