package dev.pushlab.client.screen.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventLedgerTest {
    private static final Topic TOPIC = new Topic("stocks");

    private final EventLedger ledger = new EventLedger();

    @Test
    void an_unbroken_stream_has_nothing_lost_and_nothing_twice() {
        receive(7, 5);
        receive(7, 6);
        receive(7, 7);
        assertThat(ledger.figures()).isEqualTo(figures(3, 0, 0, 0));
    }

    @Test
    void a_hole_counts_every_event_in_it() {
        receive(7, 5);
        receive(7, 9);
        assertThat(ledger.figures()).isEqualTo(figures(2, 0, 3, 0));
    }

    @Test
    void a_repetition_is_counted_and_does_not_move_the_position_back() {
        receive(7, 5);
        receive(7, 6);
        receive(7, 5);
        receive(7, 7);
        assertThat(ledger.figures()).isEqualTo(figures(4, 1, 0, 0));
    }

    @Test
    void an_announced_gap_counts_what_it_skips_within_the_epoch() {
        receive(7, 5);
        ledger.gap(new Gap(TOPIC, Optional.of(new EventId(7, 5)), new EventId(7, 15)));
        receive(7, 16);
        assertThat(ledger.figures()).isEqualTo(figures(2, 0, 10, 1));
    }

    @Test
    void events_that_newer_ones_replace_are_a_gap_and_not_lost() {
        receive(7, 5);
        ledger.gap(new Gap(TOPIC, Optional.of(new EventId(7, 5)), new EventId(7, 15), Gap.Reason.CONFLATED));
        receive(7, 16);
        assertThat(ledger.figures()).isEqualTo(figures(2, 0, 0, 1));
    }

    @Test
    void what_another_epoch_held_cannot_be_counted() {
        receive(7, 5);
        ledger.gap(new Gap(TOPIC, Optional.of(new EventId(7, 5)), new EventId(8, 0)));
        receive(8, 1);
        assertThat(ledger.figures()).isEqualTo(figures(2, 0, 0, 1));
    }

    @Test
    void a_topic_that_begins_anew_is_not_compared_with_before() {
        receive(7, 50);
        ledger.forget(TOPIC);
        receive(7, 1);
        assertThat(ledger.figures()).isEqualTo(figures(2, 0, 0, 0));
    }

    @Test
    void clearing_keeps_the_position() {
        receive(7, 5);
        ledger.clear();
        receive(7, 7);
        assertThat(ledger.figures()).isEqualTo(figures(1, 0, 1, 0));
    }

    @Test
    void percentiles_are_by_nearest_rank_over_the_latest_thousand() {
        for (int i = 1; i <= 2 * LatencyWindow.SIZE; i++) {
            ledger.received(event(7, i), Optional.of(Duration.ofMillis(i)));
        }
        assertThat(ledger.figures().median()).contains(Duration.ofMillis(1500));
        assertThat(ledger.figures().p99()).contains(Duration.ofMillis(1990));
    }

    @Test
    void latency_takes_the_difference_of_the_clocks_out_and_is_never_negative() {
        Instant published = Instant.parse("2026-11-23T12:00:10Z");
        Duration serverAhead = Duration.ofSeconds(10);
        assertThat(EventsViewModel.latency(published, Instant.parse("2026-11-23T12:00:00.003Z"), serverAhead))
                .isEqualTo(Duration.ofMillis(3));
        assertThat(EventsViewModel.latency(published, Instant.parse("2026-11-23T11:59:59Z"), serverAhead))
                .isEqualTo(Duration.ZERO);
    }

    private void receive(long epoch, long offset) {
        ledger.received(event(epoch, offset), Optional.empty());
    }

    private static Event event(long epoch, long offset) {
        return Event.of(new EventId(epoch, offset), TOPIC, Instant.EPOCH, EventDraft.text("x"));
    }

    private static EventLedger.Figures figures(long events, long duplicates, long lost, long gaps) {
        return new EventLedger.Figures(events, duplicates, lost, gaps, Optional.empty(), Optional.empty());
    }
}
