package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.event.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client wants.
 *
 * @param events how many the answer brings at most
 * @param time how long it may take
 * @param trace where its bytes are recorded
 */
record Question(Position after, Framing framing, int events, Duration time, Cut cut, Optional<Trace> trace) {
    /** After how many events an answer in parts breaks off, if it does. */
    private int cutAt() {
        return Math.max(1, events / 2);
    }

    /** How many events the next part may bring after so many. */
    int next(int sent) {
        if (cut == Cut.NO) {
            return events - sent;
        }
        return sent < cutAt() ? cutAt() - sent : 1;
    }

    /** Whether nothing is sent after so many. */
    boolean breaksOffAfter(int sent) {
        return cut == Cut.BETWEEN && sent == cutAt();
    }

    /** Whether only half of the next one is sent after so many. */
    boolean breaksOffWithinTheNext(int sent) {
        return cut == Cut.WITHIN && sent == cutAt();
    }
}
