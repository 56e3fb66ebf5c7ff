package dev.pushlab.server.technique.websocket.broken;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last handshakes at the teaching address. Safe for use by any thread. */
final class Attempts {
    static final int KEPT = 16;

    private static final int MAX_ORIGIN = 100;

    private final Deque<Attempt> attempts = new ArrayDeque<>();

    /**
     * A handshake.
     *
     * @param micros since 1970
     * @param origin as the browser told it; empty if it did not
     * @param cookie whether the visitor's cookie came with it
     * @param status of the answer
     */
    record Attempt(long micros, String origin, boolean cookie, int status) {}

    synchronized void add(Attempt attempt) {
        if (attempts.size() == KEPT) {
            attempts.removeFirst();
        }
        String origin = attempt.origin;
        attempts.addLast(
                origin.length() <= MAX_ORIGIN
                        ? attempt
                        : new Attempt(attempt.micros, origin.substring(0, MAX_ORIGIN), attempt.cookie, attempt.status));
    }

    /** From new to old. */
    synchronized void write(ArrayNode list) {
        attempts.descendingIterator()
                .forEachRemaining(attempt -> list.addObject()
                        .put("micros", attempt.micros)
                        .put("origin", attempt.origin)
                        .put("cookie", attempt.cookie)
                        .put("status", attempt.status));
    }
}
