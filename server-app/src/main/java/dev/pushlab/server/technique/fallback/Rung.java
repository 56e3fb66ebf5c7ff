package dev.pushlab.server.technique.fallback;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One way of getting events, by the id of its technique; from the best to the one that works everywhere. */
enum Rung {
    WEBSOCKET("websocket", "envelope=json", true, 0),
    SSE("sse", "envelope=json", true, 0),
    XHR_STREAMING("xhr-streaming", "envelope=json", true, 0),
    LONG_POLLING("long-polling", "envelope=json&limit=1000", false, 25_000),
    SHORT_POLLING("short-polling", "envelope=json&limit=1000", false, 1_000);

    private static final String ALL = Arrays.stream(values()).map(Rung::id).collect(Collectors.joining(", "));

    private final String id;
    private final String parameters;
    private final boolean stream;
    private final int millis;

    Rung(String id, String parameters, boolean stream, int millis) {
        this.id = id;
        this.parameters = parameters;
        this.stream = stream;
        this.millis = millis;
    }

    String id() {
        return id;
    }

    /** Whether it is one answer without end, which a proxy may hold back. */
    boolean stream() {
        return stream;
    }

    /** How long a question is to be held, or how long to pause between two; 0 where there is no such thing. */
    int millis() {
        return millis;
    }

    /** Where it is to be had, without where to begin. What goes over it is credited to who falls back on it. */
    String url(Topic topic) {
        return "/topics/" + topic.name() + "/" + id + "?for=fallback&" + parameters;
    }

    /**
     * Those that a client says it can do, in our order; all of them if it says nothing.
     *
     * @param list ids with commas between them
     * @throws ProblemException {@code invalid-parameter} unless each of them is one of ours
     */
    static List<Rung> able(Optional<String> list) {
        if (list.isEmpty()) {
            return List.of(values());
        }
        Set<Rung> able = EnumSet.noneOf(Rung.class);
        for (String name : list.get().split(",", -1)) {
            able.add(Arrays.stream(values())
                    .filter(rung -> rung.id.equals(name))
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(Problem.Reason.INVALID_PARAMETER, "transports", ALL)));
        }
        return new ArrayList<>(able);
    }
}
