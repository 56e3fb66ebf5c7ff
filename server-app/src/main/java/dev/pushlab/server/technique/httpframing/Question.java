package dev.pushlab.server.technique.httpframing;

import dev.pushlab.protocol.event.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client wants.
 *
 * @param events after so many the answer ends; those that come together with the last of them come too
 * @param time after so long it ends at any rate
 * @param trace where its bytes are recorded
 */
record Question(Position after, Framing framing, int events, Duration time, Cut cut, Optional<Trace> trace) {
    /** Whether an answer in parts has brought what it should. */
    boolean isAnsweredBy(int sent) {
        return cut == Cut.NO && sent >= events;
    }

    /** Whether nothing is sent after so many. */
    boolean breaksOffAfter(int sent) {
        return cut == Cut.BETWEEN && isHalf(sent);
    }

    /** Whether only half of the next part is sent after so many. */
    boolean breaksOffWithinTheNext(int sent) {
        return cut == Cut.WITHIN && isHalf(sent);
    }

    private boolean isHalf(int sent) {
        return sent >= Math.max(1, events / 2);
    }
}
