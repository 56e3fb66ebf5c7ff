package dev.pushlab.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A room that is not honest is found out. */
class FollowerTest {
    private final List<EventDraft> drafts = List.of(EventDraft.text("a"), EventDraft.text("b"), EventDraft.text("c"));
    private Follower follower;

    @BeforeEach
    void begin() {
        follower = new Follower(drafts, data -> data, new EventId(7, 0));
        follower.take(event(1, "a"));
    }

    @Test
    void takesWhatComesInOrder() {
        follower.take(new Arrival.SignOfLife());
        follower.take(new Arrival.Standing(new EventId(7, 1)));
        follower.take(event(2, "b"));
        assertThat(follower.position()).isEqualTo(Position.after(new EventId(7, 2)));
        assertThat(follower.isDone()).isFalse();
        follower.take(event(3, "c"));
        assertThat(follower.isDone()).isTrue();
    }

    @Test
    void whoIsToldWhereItStandsMissesNothingFromThere() {
        Follower late = new Follower(drafts, data -> data, null);
        assertThat(late.position()).isEqualTo(Position.NOW);
        late.take(new Arrival.Standing(new EventId(7, 1)));
        assertThatThrownBy(() -> late.take(event(3, "c"))).isInstanceOf(AssertionError.class);
        late.take(event(2, "b"));
    }

    @Test
    void refusesWhatComesTwice() {
        assertThatThrownBy(() -> follower.take(event(1, "a"))).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesAHole() {
        assertThatThrownBy(() -> follower.take(event(3, "c"))).isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesOtherDataAndOtherTypes() {
        assertThatThrownBy(() -> follower.take(event(2, "B"))).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> follower.take(new Arrival.Delivered(new EventId(7, 2), "other", Payload.text("b"))))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesALossThatIsNone() {
        assertThatThrownBy(() -> follower.take(new Arrival.Missed(new EventId(7, 2))))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void refusesAnotherPlaceThanItHasReached() {
        assertThatThrownBy(() -> follower.take(new Arrival.Standing(new EventId(7, 2))))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> follower.take(new Arrival.Delivered(new EventId(8, 2), "", Payload.text("b"))))
                .isInstanceOf(AssertionError.class);
    }

    private static Arrival event(int offset, String data) {
        return new Arrival.Delivered(new EventId(7, offset), "", Payload.text(data));
    }
}
