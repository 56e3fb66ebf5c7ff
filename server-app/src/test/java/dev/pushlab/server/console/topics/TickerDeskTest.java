package dev.pushlab.server.console.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.ticker.Ticker;
import dev.pushlab.server.ticker.TickerSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickerDeskTest {
    private static final Topic STOCKS = new Topic("stocks");
    private static final Topic NEWS = new Topic("news");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 1, Clock.systemUTC());
    private final Ticker present = new Ticker(hub, new TickerSpec(STOCKS, 50), 1);
    private final List<String> audited = new ArrayList<>();
    private final Audit audit = (actor, action, subject, outcome) ->
            audited.add(actor.who() + " " + action + " " + subject + " " + outcome);
    private final TickerDesk desk = new TickerDesk(hub, List.of(present), audit);

    @AfterEach
    void stop() {
        desk.close();
        hub.close();
    }

    @Test
    void knowsTheTickersOfTheServer() {
        assertThat(desk.running()).isEmpty();
        present.start();
        assertThat(desk.running()).isEqualTo(Map.of(STOCKS, 50.0));
    }

    @Test
    void feedsATopicUntilItIsStopped() {
        desk.start(new TickerSpec(NEWS, 500));
        await().until(() -> events(NEWS) > 5);

        desk.stop(NEWS);

        assertThat(audited).containsExactly("console ticker.start news DONE", "console ticker.stop news DONE");
        long then = events(NEWS);
        assertThat(desk.running()).isEmpty();
        assertThat(events(NEWS)).isEqualTo(then);
    }

    @Test
    void anotherRateTakesThePlaceOfTheFirst() {
        present.start();

        desk.start(new TickerSpec(STOCKS, 200));

        assertThat(desk.running()).isEqualTo(Map.of(STOCKS, 200.0));
        assertThat(present.isRunning()).isFalse();
    }

    @Test
    void goesOnWhereItWasStopped() {
        desk.start(new TickerSpec(STOCKS, 50));
        desk.stop(STOCKS);
        desk.start(new TickerSpec(STOCKS, 50));

        assertThat(desk.running()).containsOnlyKeys(STOCKS);
        assertThat(present.isRunning()).isTrue();
    }

    @Test
    void thereIsABound() {
        for (int i = 0; i < TickerDesk.MAX; i++) {
            desk.start(new TickerSpec(new Topic("topic-" + i), 1));
        }

        assertThatThrownBy(() -> desk.start(new TickerSpec(NEWS, 1))).isInstanceOf(IllegalStateException.class);
        assertThat(audited)
                .hasSize(TickerDesk.MAX + 1)
                .startsWith("console ticker.start topic-0 DONE")
                .endsWith("console ticker.start news REFUSED");
        desk.start(new TickerSpec(new Topic("topic-0"), 2));

        desk.stop(new Topic("topic-1"));
        desk.start(new TickerSpec(NEWS, 1));
        assertThat(desk.running()).hasSize(TickerDesk.MAX).containsKey(NEWS);
    }

    @Test
    void closingStopsAll() {
        present.start();
        desk.start(new TickerSpec(NEWS, 1));

        desk.close();

        assertThat(desk.running()).isEmpty();
    }

    private long events(Topic topic) {
        return hub.topics().stream()
                .filter(stats -> stats.topic().equals(topic))
                .mapToLong(stats -> stats.events())
                .sum();
    }
}
