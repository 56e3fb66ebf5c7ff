package dev.pushlab.server.demonstration.connectionsperhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.demonstration.TestChannels;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsPerHostTest {
    private static final String PATH = "/demonstrations/connections-per-host";

    private final ConnectionsPerHostDemonstration demonstration = new ConnectionsPerHostDemonstration();
    private final TestChannels channels = new TestChannels(routes(demonstration));

    private static HttpRoutes.Builder routes(ConnectionsPerHostDemonstration demonstration) {
        HttpRoutes.Builder routes = new HttpRoutes.Builder();
        demonstration.addTo(routes, null);
        return routes;
    }

    @AfterEach
    void close() {
        channels.close();
        demonstration.close();
    }

    @Test
    void holdsForAsLongAsItIsTold() {
        EmbeddedChannel channel = hold("run-1", 1_000);
        assertThat(TestChannels.answer(channel)).isEmpty();

        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(TestChannels.answer(channel)).startsWith("HTTP/1.1 200 ").containsPattern("\"held\":\\d+,");
    }

    @Test
    void answersTheSmallOneAtOnce() {
        assertThat(TestChannels.answer(channels.ask("GET", PATH + "/ask"))).contains("{\"held\":0,\"connection\":");
    }

    @Test
    void releasesThoseOfOnePageAndOfNoOther() {
        EmbeddedChannel mine = hold("mine", 5_000);
        EmbeddedChannel other = hold("other", 5_000);

        assertThat(TestChannels.answer(channels.ask("POST", PATH + "/release?run=mine", "Content-Length: 0")))
                .endsWith("{\"released\":1}");
        assertThat(TestChannels.answer(mine)).startsWith("HTTP/1.1 200 ");
        assertThat(TestChannels.answer(other)).isEmpty();
    }

    @Test
    void holdsNoMoreThanEightOfOnePageAndSixtyFourInAll() {
        List<EmbeddedChannel> held = new ArrayList<>();
        for (int page = 0; page < Holds.TOTAL / Holds.PER_RUN; page++) {
            for (int i = 0; i < Holds.PER_RUN; i++) {
                held.add(hold("page-" + page, 5_000));
            }
            assertThat(TestChannels.answer(hold("page-" + page, 5_000)))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("retry-after: 5");
        }
        assertThat(TestChannels.answer(hold("page-8", 5_000))).startsWith("HTTP/1.1 429 ");
        assertThat(held)
                .allSatisfy(each -> assertThat(TestChannels.answer(each)).isEmpty());

        // Whoever goes makes room, at once.
        held.get(0).close();
        assertThat(TestChannels.answer(hold("page-8", 5_000))).isEmpty();
    }

    @Test
    void letsAllGoWhenTheServerStops() {
        EmbeddedChannel channel = hold("run-1", 5_000);
        demonstration.close();
        assertThat(TestChannels.answer(channel)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hold",
                "/hold?run=a",
                "/hold?run=UPPER",
                "/hold?run=run-1&millis=5001",
                "/hold?run=run-1&millis=99"
            })
    void refusesWhatIsWrong(String query) {
        assertThat(TestChannels.answer(channels.ask("GET", PATH + query)))
                .startsWith("HTTP/1.1 400 ")
                .contains("invalid-parameter");
    }

    @Test
    void refusesPagesOfOthers() {
        assertThat(TestChannels.answer(
                        channels.ask("GET", PATH + "/hold?run=run-1", "Origin: http://elsewhere.example")))
                .startsWith("HTTP/1.1 403 ");
    }

    private EmbeddedChannel hold(String run, int millis) {
        return channels.ask("GET", PATH + "/hold?run=" + run + "&millis=" + millis);
    }
}
