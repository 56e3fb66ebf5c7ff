package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The last records of answers, by ids that their clients made up and nobody else can guess. At most {@value #KEPT}, each
 * for a minute. Safe for use by any thread.
 */
final class Traces {
    static final int KEPT = 64;
    static final Duration AGE = Duration.ofMinutes(1);

    /** 128 bits. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Map<String, Trace> traces = new LinkedHashMap<>();

    /** @throws ProblemException if it is none */
    static Optional<String> id(Optional<String> text) {
        if (text.isPresent() && !ID.matcher(text.get()).matches()) {
            throw new ProblemException(Problem.Reason.INVALID_PARAMETER, "trace, transcript", "[0-9a-f]{32}");
        }
        return text;
    }

    /** A record that was asked for twice begins anew. */
    synchronized Trace begin(String id, Topic topic, Framing framing, long now) {
        dropOld(now);
        traces.remove(id);
        if (traces.size() == KEPT) {
            traces.remove(traces.keySet().iterator().next());
        }
        Trace trace = new Trace(topic, framing, now);
        traces.put(id, trace);
        return trace;
    }

    /** @throws ProblemException if there is none, or not of this topic */
    synchronized Trace find(String id, Topic topic, long now) {
        dropOld(now);
        Trace trace = traces.get(id);
        if (trace == null || !trace.topic.equals(topic)) {
            throw new ProblemException(Problem.Reason.UNKNOWN_TRACE);
        }
        return trace;
    }

    private void dropOld(long now) {
        traces.values().removeIf(trace -> now - trace.begun >= AGE.toNanos());
    }
}
