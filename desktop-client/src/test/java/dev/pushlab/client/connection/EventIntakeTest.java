package dev.pushlab.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EventIntakeTest {
    private static final Topic TOPIC = new Topic("stocks");

    /** EventIds and Gaps in the order in which they were handed out. */
    private final List<Object> out = new ArrayList<>();

    @Test
    void lets_each_event_through_once() {
        EventIntake intake = intake(Position.NOW);
        intake.started(id(1, 4));

        assertThat(intake.offer(event(1, 5))).isTrue();
        assertThat(intake.offer(event(1, 5))).isFalse();
        assertThat(intake.offer(event(1, 4))).isFalse();
        assertThat(intake.offer(event(1, 6))).isTrue();

        assertThat(out).containsExactly(id(1, 5), id(1, 6));
        assertThat(intake.resume()).isEqualTo(Position.after(id(1, 6)));
    }

    @Test
    void resumes_after_the_start_when_nothing_was_received_yet() {
        EventIntake intake = intake(Position.NOW);
        assertThat(intake.resume()).isEqualTo(Position.NOW);

        intake.started(id(1, 4));

        assertThat(intake.resume()).isEqualTo(Position.after(id(1, 4)));
    }

    @Test
    void a_later_start_does_not_move_what_is_accounted_for() {
        EventIntake intake = intake(Position.after(id(1, 2)));
        intake.started(id(1, 9));

        assertThat(intake.resume()).isEqualTo(Position.after(id(1, 2)));
    }

    @Test
    void reports_a_gap_once_and_only_what_is_missing() {
        EventIntake intake = intake(Position.after(id(1, 2)));

        assertThat(intake.offer(new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 5))))
                .isTrue();
        assertThat(intake.offer(new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 5))))
                .isFalse();
        assertThat(intake.offer(new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 4))))
                .isFalse();
        intake.offer(event(1, 6));

        assertThat(out).containsExactly(new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 5)), id(1, 6));
    }

    @Test
    void says_why_there_is_a_gap() {
        EventIntake intake = intake(Position.after(id(1, 2)));
        Gap gap = new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 5), Gap.Reason.DROPPED);
        intake.offer(gap);
        assertThat(out).containsExactly(gap);
    }

    @Test
    void a_connection_that_skips_events_silently_is_caught() {
        EventIntake intake = intake(Position.after(id(1, 2)));

        intake.offer(event(1, 5));

        assertThat(out).containsExactly(new Gap(TOPIC, Optional.of(id(1, 2)), id(1, 4)), id(1, 5));
    }

    @Test
    void after_a_new_epoch_late_events_of_the_old_one_are_dropped() {
        EventIntake intake = intake(Position.after(id(7, 2)));
        intake.offer(new Gap(TOPIC, Optional.of(id(7, 2)), id(3, 0)));
        intake.offer(event(3, 1));

        assertThat(intake.offer(event(7, 3))).isFalse();
        assertThat(intake.offer(new Gap(TOPIC, Optional.of(id(7, 1)), id(7, 9))))
                .isFalse();
        intake.offer(event(3, 2));

        assertThat(out).containsExactly(new Gap(TOPIC, Optional.of(id(7, 2)), id(3, 0)), id(3, 1), id(3, 2));
    }

    /**
     * Two connections at a time bring the same history, each from where the intake said it should begin, and are mixed
     * at random; connections are replaced at random, history is cut off at random (a gap), and the epoch changes.
     */
    @RepeatedTest(200)
    void every_event_comes_once_and_in_order_or_lies_in_a_gap() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        EventIntake intake = intake(Position.EARLIEST);
        History history = new History(random);
        List<Deque<Object>> connections = new ArrayList<>(List.of(new ArrayDeque<>(), new ArrayDeque<>()));
        for (Deque<Object> connection : connections) {
            history.connect(connection, intake.resume());
        }
        for (int step = 0; step < 400; step++) {
            int which = random.nextInt(2);
            Deque<Object> connection = connections.get(which);
            int choice = random.nextInt(100);
            if (choice < 40) {
                history.publish(connections);
            } else if (choice < 43) {
                history.forgetSome();
            } else if (choice < 44) {
                history.newEpoch();
                // A server that has lost its history has lost its connections too.
                for (Deque<Object> lost : connections) {
                    lost.clear();
                    history.connect(lost, intake.resume());
                }
            } else if (choice < 50) {
                connection.clear();
                history.connect(connection, intake.resume());
            } else {
                take(intake, connection);
            }
        }
        for (Deque<Object> connection : connections) {
            while (!connection.isEmpty()) {
                take(intake, connection);
            }
        }

        assertComplete(history.last(), "seed " + seed);
    }

    private static void take(EventIntake intake, Deque<Object> connection) {
        Object next = connection.poll();
        if (next instanceof Event event) {
            intake.offer(event);
        } else if (next instanceof Gap gap) {
            intake.offer(gap);
        } else if (next instanceof EventId start) {
            intake.started(start);
        }
    }

    /** Each event follows the one before, or the gap says where it goes on; and the end is reached. */
    private void assertComplete(EventId end, String description) {
        EventId last = null;
        for (Object item : out) {
            if (item instanceof EventId id) {
                if (last != null) {
                    assertThat(id).as(description).isEqualTo(last.next());
                }
                last = id;
            } else {
                Gap gap = (Gap) item;
                if (last != null) {
                    assertThat(gap.requested()).as(description).contains(last);
                    assertThat(gap.resumed().reaches(last) && gap.resumed().equals(last))
                            .as(description + ": an empty gap")
                            .isFalse();
                }
                last = gap.resumed();
            }
        }
        if (end.offset() > 0) {
            assertThat(last).as(description).isEqualTo(end);
        }
    }

    /** What a server keeps of one topic. */
    private static final class History {
        private final Random random;
        private long epoch = 1;
        private long kept;
        private long end;

        History(Random random) {
            this.random = random;
        }

        EventId last() {
            return id(epoch, end);
        }

        void publish(List<Deque<Object>> connections) {
            end++;
            connections.forEach(connection -> connection.add(event(epoch, end)));
        }

        void forgetSome() {
            kept += random.nextLong(end - kept + 1);
        }

        void newEpoch() {
            // Not necessarily a greater one: the clock it is made of may have been set back.
            epoch = epoch + 1 + random.nextInt(3) * 10L;
            kept = 0;
            end = random.nextInt(3);
        }

        void connect(Deque<Object> connection, Position from) {
            Optional<EventId> after = from.id();
            if (after.isEmpty()) {
                connection.add(id(epoch, kept));
                replay(connection, kept);
            } else if (after.get().epoch() == epoch && after.get().offset() >= kept) {
                connection.add(after.get());
                replay(connection, after.get().offset());
            } else {
                connection.add(new Gap(TOPIC, after, id(epoch, kept)));
                replay(connection, kept);
            }
        }

        private void replay(Deque<Object> connection, long after) {
            for (long offset = after + 1; offset <= end; offset++) {
                connection.add(event(epoch, offset));
            }
        }
    }

    private EventIntake intake(Position from) {
        return new EventIntake(TOPIC, from, event -> out.add(event.id()), out::add);
    }

    private static EventId id(long epoch, long offset) {
        return new EventId(epoch, offset);
    }

    private static Event event(long epoch, long offset) {
        return Event.of(id(epoch, offset), TOPIC, Instant.EPOCH, EventDraft.text("x"));
    }
}
