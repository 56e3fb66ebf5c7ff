package dev.pushlab.client.screen.events;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what was received and checks by the ids whether anything is missing or came twice. It sees every event, also
 * those that a list would be too slow to show. Safe for use by several threads.
 */
public final class EventLedger {
    private final Map<Topic, EventId> last = new HashMap<>();
    private final LatencyWindow latencies = new LatencyWindow();
    private long events;
    private long duplicates;
    private long lost;
    private long gaps;

    /**
     * The figures of one moment.
     *
     * @param events received, duplicates included
     * @param duplicates received although they had been received before
     * @param lost known to be missing; what another epoch held cannot be counted
     * @param gaps announced by the server
     * @param median latency of the last {@value LatencyWindow#SIZE} events; empty until the clocks have been compared
     * @param p99 the latency that 99 of 100 do not exceed
     */
    public record Figures(
            long events, long duplicates, long lost, long gaps, Optional<Duration> median, Optional<Duration> p99) {
        public static final Figures NONE = new Figures(0, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    synchronized void received(Event event, Optional<Duration> latency) {
        events++;
        latency.ifPresent(latencies::add);
        EventId before = last.get(event.topic());
        if (before != null && before.reaches(event.id())) {
            duplicates++;
            return;
        }
        if (before != null && before.epoch() == event.id().epoch()) {
            lost += event.id().offset() - before.offset() - 1;
        }
        last.put(event.topic(), event.id());
    }

    synchronized void gap(Gap gap) {
        gaps++;
        // Of conflated events each has a newer one in its place, which was received.
        gap.requested()
                .filter(requested -> gap.reason() != Gap.Reason.CONFLATED
                        && requested.epoch() == gap.resumed().epoch())
                .ifPresent(requested -> lost += Math.max(0, gap.resumed().offset() - requested.offset()));
        last.put(gap.topic(), gap.resumed());
    }

    /** The topic begins anew: what comes next is neither a repetition nor behind a hole. */
    synchronized void forget(Topic topic) {
        last.remove(topic);
    }

    /** Sets the figures back; what was last received is still known. */
    synchronized void clear() {
        events = 0;
        duplicates = 0;
        lost = 0;
        gaps = 0;
        latencies.clear();
    }

    synchronized Figures figures() {
        return new Figures(events, duplicates, lost, gaps, latencies.percentile(0.5), latencies.percentile(0.99));
    }
}
