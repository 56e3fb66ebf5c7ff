package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.access.AccessException;
import dev.pushlab.server.access.KeptJson;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.StrictJson;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** Reads what administrators send, and says what was wrong with it. */
final class AdminJson {
    static final JsonMapper JSON = StrictJson.MAPPER;

    private AdminJson() {}

    /**
     * The object in the body of a request.
     *
     * @param members what it may have; a member misspelt must not mean rights that nobody wanted to give
     * @throws ProblemException if it is not an object of these
     */
    static ObjectNode body(HttpExchange exchange, Set<String> members) {
        JsonNode body;
        try {
            body = JSON.readTree(ByteBufUtil.getBytes(exchange.request().content()));
        } catch (IOException e) {
            throw wrong("body", "JSON");
        }
        if (!(body instanceof ObjectNode object)) {
            throw wrong("body", "JSON {" + String.join(", ", new TreeSet<>(members)) + "}");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw wrong("body", "JSON {" + String.join(", ", new TreeSet<>(members)) + "}");
            }
        });
        return object;
    }

    /** @throws ProblemException if they cannot be understood */
    static Rights rights(ObjectNode body) {
        try {
            return KeptJson.rights(body);
        } catch (IllegalArgumentException e) {
            throw wrong("role, topics", e.getMessage());
        }
    }

    static ProblemException wrong(String member, String wanted) {
        return new ProblemException(Problem.Reason.INVALID_PARAMETER, member, wanted);
    }

    /** The problem that a change came to; any other failure as it is. */
    static Throwable problem(Throwable failure, Problem.Reason unknown) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof AccessException refused)) {
            return cause;
        }
        return new ProblemException(
                switch (refused.reason()) {
                    case UNKNOWN -> unknown;
                    case EXISTS -> Problem.Reason.TOKEN_EXISTS;
                    case FULL -> Problem.Reason.TOO_MANY_RIGHTS;
                    case PERMANENT -> Problem.Reason.PERMANENT_TOKEN;
                });
    }
}
