package dev.pushlab.server.ticker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.HubOptions;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TickerTest {
    @Test
    void readsTopicAndRate() {
        assertThat(TickerSpec.parse("stocks:2.5")).isEqualTo(new TickerSpec(new Topic("stocks"), 2.5));
        for (String wrong : new String[] {"stocks", "stocks:", "stocks:x", ":1", "stocks:0", "stocks:NaN", "a b:1"}) {
            assertThatThrownBy(() -> TickerSpec.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void pricesFollowFromTheirChangesAndFromTheSeed() throws Exception {
        RandomWalk walk = new RandomWalk(42);
        RandomWalk same = new RandomWalk(42);
        Map<String, BigDecimal> prices = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            EventDraft draft = walk.next();
            assertThat(draft).isEqualTo(same.next());
            assertThat(draft.type()).isEqualTo("tick");
            JsonNode json = new JsonMapper().readTree(draft.payload().toText());
            BigDecimal price = new BigDecimal(json.get("price").asText());
            BigDecimal before = prices.put(json.get("symbol").asText(), price);
            assertThat(price).isPositive();
            if (before != null) {
                assertThat(before.add(new BigDecimal(json.get("change").asText())))
                        .isEqualByComparingTo(price);
            }
        }
        assertThat(prices).hasSize(8);
    }

    /** Started and stopped again: it publishes in between, nothing afterwards, and never more than is due. */
    @Test
    void publishesWhatIsDueWhileItRuns() {
        Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
        Ticker ticker = new Ticker(hub, TickerSpec.parse("stocks:1000"), 1);
        assertThat(ticker.isRunning()).isFalse();
        long started = System.nanoTime();
        ticker.start();
        await().until(() -> !hub.topics().isEmpty() && hub.topics().get(0).events() >= 500);
        ticker.stop();
        double seconds = (System.nanoTime() - started) / 1e9;
        long published = hub.topics().get(0).events();
        assertThat(published).isLessThanOrEqualTo((long) (1_000 * seconds) + 1);
        assertThat(ticker.isRunning()).isFalse();

        ticker.start();
        await().until(() -> hub.topics().get(0).events() > published);
        ticker.close();
        long last = hub.topics().get(0).events();
        ticker.stop();
        assertThat(hub.topics().get(0).events()).isEqualTo(last);
    }

    @Test
    void endsWithTheHub() {
        Hub hub = new Hub(HubOptions.DEFAULT, 7, Clock.systemUTC());
        Ticker ticker = new Ticker(hub, TickerSpec.parse("stocks:1000"), 1);
        ticker.start();
        hub.close();
        await().until(() -> !ticker.isRunning());
        ticker.stop();
    }
}
