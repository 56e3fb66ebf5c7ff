package dev.pushlab.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import java.util.List;
import java.util.function.UnaryOperator;

/** Checks what one client hears of a topic whose n-th event is the n-th draft, over all its connections. */
final class Follower {
    private final List<EventDraft> drafts;
    private final UnaryOperator<Payload> arriving;
    private EventId at;

    /**
     * @param arriving what becomes of data on its way
     * @param at where the client stands; null if the first connection has to tell
     */
    Follower(List<EventDraft> drafts, UnaryOperator<Payload> arriving, EventId at) {
        this.drafts = drafts;
        this.arriving = arriving;
        this.at = at;
    }

    /** From where the next connection goes on. */
    Position position() {
        return at == null ? Position.NOW : Position.after(at);
    }

    /** Whether the last event has come. */
    boolean isDone() {
        return at != null && at.offset() == drafts.size();
    }

    /** @throws AssertionError if this is not what has to come next */
    void take(Arrival arrival) {
        if (arrival instanceof Arrival.Delivered event) {
            if (at != null) {
                assertThat(event.id()).isEqualTo(new EventId(at.epoch(), at.offset() + 1));
            }
            EventDraft draft = drafts.get((int) event.id().offset() - 1);
            assertThat(event.type()).isEqualTo(draft.type());
            assertThat(event.data()).isEqualTo(arriving.apply(draft.payload()));
            at = event.id();
        } else if (arrival instanceof Arrival.Standing standing) {
            if (at != null) {
                assertThat(standing.at()).isEqualTo(at);
            }
            at = standing.at();
        } else if (arrival instanceof Arrival.Missed missed) {
            throw new AssertionError("nothing is lost, but " + missed + " after " + at);
        }
    }
}
