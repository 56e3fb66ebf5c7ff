package dev.pushlab.client.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.client.catalog.CatalogException.Reason;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Family;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The JSON of {@code GET /techniques}: docs/http-api.md. */
final class CatalogJson {
    /** More than any curriculum has. */
    static final int MAX_TECHNIQUES = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private CatalogJson() {}

    /**
     * Techniques of a family or kind that this client does not know, those of a newer server, are left out.
     *
     * @throws CatalogException {@link Reason#MALFORMED} naming what is wrong
     */
    static List<TechniqueDescriptor> parse(byte[] body) throws CatalogException {
        JsonNode root;
        try {
            root = JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw malformed("not JSON: " + e.getOriginalMessage());
        }
        if (root == null || !root.isArray() || root.size() > MAX_TECHNIQUES) {
            throw malformed("not an array of up to " + MAX_TECHNIQUES + " techniques");
        }
        List<TechniqueDescriptor> found = new ArrayList<>();
        for (JsonNode each : root) {
            technique(each).ifPresent(found::add);
        }
        return List.copyOf(found);
    }

    private static Optional<TechniqueDescriptor> technique(JsonNode node) throws CatalogException {
        Optional<Family> family = constant(Family.values(), text(node, "family"));
        Optional<Kind> kind = constant(Kind.values(), text(node, "kind"));
        if (family.isEmpty() || kind.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> page = path(node, "page");
        if (kind.get() == Kind.WEB && page.isEmpty()) {
            throw malformed("no text \"page\"");
        }
        try {
            return Optional.of(new TechniqueDescriptor(
                    text(node, "id"),
                    family.get(),
                    kind.get(),
                    page,
                    path(node, "lesson"),
                    texts(node, "titles"),
                    texts(node, "summaries")));
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    /** A path on the server that has the catalog, and on no other: two slashes would begin the name of a host. */
    private static Optional<String> path(JsonNode node, String name) throws CatalogException {
        if (!node.hasNonNull(name)) {
            return Optional.empty();
        }
        String path = text(node, name);
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw malformed("the path \"" + name + "\" does not begin with one slash: " + path);
        }
        return Optional.of(path);
    }

    private static String text(JsonNode node, String name) throws CatalogException {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw malformed("no text \"" + name + '"');
        }
        return value.textValue();
    }

    private static Map<String, String> texts(JsonNode node, String name) throws CatalogException {
        JsonNode value = node.get(name);
        if (value == null || !value.isObject()) {
            throw malformed("no object \"" + name + '"');
        }
        Map<String, String> texts = new HashMap<>();
        for (String language : LANGUAGES) {
            texts.put(language, text(value, language));
        }
        return texts;
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] constants, String word) {
        for (E each : constants) {
            if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static CatalogException malformed(String detail) {
        return new CatalogException(Reason.MALFORMED, detail);
    }
}
