package dev.pushlab.server.console.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.HubOptions;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeaterTest {
    private static final Topic NEWS = new Topic("news");
    private static final EventDraft DRAFT = EventDraft.text("again");

    private final Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
    private final Repeater repeater = new Repeater(hub);

    @AfterEach
    void stop() {
        repeater.close();
        hub.close();
    }

    @Test
    void publishesUntilItIsStoppedAndCountsWhatItPublished() {
        repeater.start(NEWS, DRAFT, 500);
        await().until(() -> progress().published() >= 10);
        assertThat(progress().running()).isTrue();

        repeater.stop();

        assertThat(progress().running()).isFalse();
        await().untilAsserted(() -> {
            long published = hub.topics().get(0).events();
            assertThat(progress().published()).isEqualTo(published);
            assertThat(progress().lastId()).isEqualTo("7:" + published);
        });
    }

    @Test
    void startingAgainCountsAnew() {
        repeater.start(NEWS, DRAFT, 500);
        await().until(() -> progress().published() >= 10);

        repeater.start(new Topic("other"), DRAFT, Repeater.MIN_RATE);

        await().until(() -> progress().lastId().equals("7:1"));
        assertThat(progress().running()).isTrue();
        assertThat(progress().published()).isLessThan(10);
    }

    @Test
    void aHubThatTakesNoMoreEndsIt() {
        repeater.start(NEWS, DRAFT, 500);
        await().until(() -> progress().published() >= 1);

        hub.close();

        await().until(() -> !progress().running());
        await().untilAsserted(() -> assertThat(progress().failure())
                .hasValueSatisfying(error -> assertThat(error instanceof CompletionException ? error.getCause() : error)
                        .isInstanceOf(HubClosedException.class)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.001, 1_001, Double.NaN, Double.POSITIVE_INFINITY})
    void otherRatesAreRefused(double rate) {
        assertThatThrownBy(() -> repeater.start(NEWS, DRAFT, rate)).isInstanceOf(IllegalArgumentException.class);
        assertThat(progress().running()).isFalse();
    }

    private Repeater.Progress progress() {
        return ((State<Repeater.Progress>) repeater.progress()).get();
    }
}
