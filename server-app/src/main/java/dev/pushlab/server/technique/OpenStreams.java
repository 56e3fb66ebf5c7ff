package dev.pushlab.server.technique;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Principal;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The streams of a technique that can be ended over another connection than their own: a control connection beside that
 * for data. Whoever ends one has to know its id, of 128 random bits, which is in the stream's first bytes, and has to be who
 * opened it. There are as many as connections, and each is forgotten with its connection. May be used from any thread.
 */
public final class OpenStreams {
    /** Why such a stream ends. */
    public static final String CLOSED = "closed";

    private static final int ID_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** @param owner the name of who opened it; empty if nobody needs one */
    private record Open(Topic topic, Optional<String> owner, BoundedStreamHandler handler) {}

    /**
     * Makes a stream known.
     *
     * @param making makes its handler, given its id
     */
    public <H extends BoundedStreamHandler> H add(HttpExchange exchange, Topic topic, Function<String, H> making) {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        H handler = making.apply(id);
        open.put(id, new Open(topic, owner(exchange), handler));
        exchange.context().channel().closeFuture().addListener(closed -> open.remove(id));
        return handler;
    }

    /**
     * Ends a stream, and answers with 204 when its last bytes are on their way.
     *
     * @throws ProblemException if there is none of this id, topic and owner: which of them it is, is not told
     */
    public void end(HttpExchange exchange, Topic topic, String id) {
        exchange.requireOwnPage();
        Open stream = open.get(id);
        if (stream == null || !stream.topic.equals(topic) || !stream.owner.equals(owner(exchange))) {
            throw new ProblemException(Problem.Reason.UNKNOWN_STREAM);
        }
        // Another connection, so another event loop perhaps.
        stream.handler.context().executor().execute(() -> {
            stream.handler.end(CLOSED);
            exchange.respondEmpty();
        });
    }

    private static Optional<String> owner(HttpExchange exchange) {
        return exchange.caller().principal().map(Principal::name);
    }
}
