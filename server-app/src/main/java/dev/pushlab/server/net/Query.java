package dev.pushlab.server.net;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters in a request's target, decoded when the first of them is asked for. */
final class Query {
    private static final int MAX_PARAMETERS = 32;

    private final QueryStringDecoder decoder;

    /** @param target path and query, undecoded */
    Query(String target) {
        // What is more than it is told to take it passes over without a word.
        decoder = new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_PARAMETERS + 1, true);
    }

    /** See {@link HttpExchange#query(String)}. */
    Optional<String> value(String name) {
        Map<String, List<String>> parameters;
        try {
            parameters = decoder.parameters();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.Reason.MALFORMED_REQUEST, "percent encoding");
        }
        if (parameters.values().stream().mapToInt(List::size).sum() > MAX_PARAMETERS) {
            throw new ProblemException(Problem.Reason.MALFORMED_REQUEST, "more than " + MAX_PARAMETERS + " parameters");
        }
        List<String> all = parameters.get(name);
        return all == null ? Optional.empty() : Optional.of(all.get(0));
    }

    /** See {@link HttpExchange#query(String, int, int, int)}. */
    int number(String name, int min, int max, int otherwise) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new ProblemException(Problem.Reason.INVALID_PARAMETER, name, min + "–" + max);
    }
}
