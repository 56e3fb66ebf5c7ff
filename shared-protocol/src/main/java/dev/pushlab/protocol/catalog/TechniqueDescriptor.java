package dev.pushlab.protocol.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One technique as the catalog lists it (the JSON at {@code /techniques} has one object of this shape per technique).
 *
 * @param id 1 to 32 characters out of {@code a-z 0-9 -}: URL segment, bundle prefix and (without hyphens) package name
 * @param family the chapter of the survey it belongs to
 * @param kind who receives the events
 * @param page the path of the page that receives its events; empty for {@link Kind#NATIVE}
 * @param lesson the path of the page that explains it: the same as {@code page} where there is one; empty only from a
 *     server that has none
 * @param titles the short name by language tag; {@code en} and {@code zh-CN} are always there
 * @param summaries one sentence by language tag
 */
public record TechniqueDescriptor(
        String id,
        Family family,
        Kind kind,
        Optional<String> page,
        Optional<String> lesson,
        Map<String, String> titles,
        Map<String, String> summaries) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** The chapters, in the order of the curriculum. */
    public enum Family {
        PULL,
        COMET,
        HTML5,
        FALLBACK,
        CLIENT_SERVER,
        /** No technique, but something to be seen about all of them; listed at {@code /demonstrations}. */
        DEMONSTRATION
    }

    public enum Kind {
        /** A page in a browser or the WebView receives the events. */
        WEB,
        /** The client program receives them itself. */
        NATIVE
    }

    public TechniqueDescriptor {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not a technique id: " + id);
        }
        titles = Map.copyOf(titles);
        summaries = Map.copyOf(summaries);
    }

    /** The name of its room: the id without hyphens, as package and resource folder are called. */
    public String room() {
        return id.replace("-", "");
    }
}
