package dev.pushlab.server.console.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.console.LiveServices;
import dev.pushlab.server.hub.Subscription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerViewModelTest {
    @TempDir
    Path folder;

    private LiveServices live;
    private Repeater repeater;
    private ComposerViewModel model;

    @BeforeEach
    void start() throws Exception {
        live = new LiveServices();
        repeater = new Repeater(live.server.hub());
        model = new ComposerViewModel(
                live.server.hub(), repeater, live.sampler, new FxBridge(Runnable::run), Runnable::run);
        model.topicProperty().set("news");
    }

    @AfterEach
    void stop() {
        repeater.close();
        live.close();
    }

    @Test
    void publishesTextWithItsType() {
        model.typeProperty().set(" greeting ");
        model.dataProperty().set("hello");
        model.publish();

        assertOutcome(false, "console.publish.done");
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("greeting");
            assertThat(event.payload().toText()).isEqualTo("hello");
            assertThat(model.outcomeProperty().get().arguments())
                    .isEqualTo(List.of(event.id().toString(), "news"));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"a\": }|1", "[1, 2|1", "{} {}|1", "{'a': 1}|1", "nul|1"})
    void brokenJsonIsNamedWithItsPlaceAndNotPublished(String text, int line) {
        model.kindProperty().set(ComposerViewModel.Kind.JSON);
        model.dataProperty().set(text);

        assertOutcome(true, "console.publish.problem.json-at");
        assertThat(model.outcomeProperty().get().arguments().get(0)).isEqualTo(line);
        assertThat((int) model.outcomeProperty().get().arguments().get(1)).isBetween(1, text.length() + 1);
        model.publish();
        assertOutcome(true, "console.publish.problem.json-at");
        assertThat(live.server.hub().topics()).isEmpty();
    }

    @Test
    void theComplaintGoesAwayWithItsCause() {
        model.kindProperty().set(ComposerViewModel.Kind.JSON);
        model.dataProperty().set("{");
        assertOutcome(true, "console.publish.problem.json-at");
        model.dataProperty().set("{}");
        assertOutcome(false, "");
        model.dataProperty().set("{");
        model.kindProperty().set(ComposerViewModel.Kind.TEXT);
        assertOutcome(false, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void nothingIsNoJson(String nothing) {
        model.kindProperty().set(ComposerViewModel.Kind.JSON);
        model.dataProperty().set(nothing);
        model.publish();

        assertOutcome(true, "console.publish.problem.json");
        assertThat(live.server.hub().topics()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"price\": 101.44}", "[1,2]", "\"text\"", "null", "17", " {} "})
    void everyJsonValueIsPublishedAsItWasTyped(String json) {
        model.kindProperty().set(ComposerViewModel.Kind.JSON);
        model.dataProperty().set(json);
        model.publish();

        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.payload().toText()).isEqualTo(json);
            assertThat(event.contentType()).isEqualTo("application/json");
        });
    }

    @Test
    void wrongFieldsAreNamed() {
        model.topicProperty().set("two words");
        model.publish();
        assertOutcome(true, "console.publish.problem.topic");

        model.topicProperty().set("news");
        model.typeProperty().set("two words");
        model.publish();
        assertOutcome(true, "console.publish.problem.type");

        model.typeProperty().set("");
        model.dataProperty().set("x".repeat(Payload.MAX_BYTES + 1));
        model.publish();
        assertOutcome(true, "console.publish.problem.size");

        model.dataProperty().set("x");
        model.repeatProperty().set(true);
        for (String rate : new String[] {"", "fast", "0", "1001", "NaN"}) {
            model.rateProperty().set(rate);
            model.publish();
            assertOutcome(true, "console.publish.problem.rate");
        }
        assertThat(live.server.hub().topics()).isEmpty();
    }

    @Test
    void filesArePublishedOrRefusedWithTheReason() throws Exception {
        model.kindProperty().set(ComposerViewModel.Kind.FILE);
        model.publish();
        assertOutcome(true, "console.publish.problem.no-file");

        model.fileProperty().set(folder.resolve("missing"));
        model.publish();
        assertOutcome(true, "console.publish.problem.unreadable");

        Path large = Files.write(folder.resolve("large.bin"), new byte[Payload.MAX_BYTES + 1]);
        model.fileProperty().set(large);
        model.publish();
        assertOutcome(true, "console.publish.problem.size");

        byte[] bytes = {0, 1, -1};
        model.fileProperty().set(Files.write(folder.resolve("small.bin"), bytes));
        model.publish();
        assertOutcome(false, "console.publish.done");
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event.payload().toBytes()).isEqualTo(bytes));
    }

    @Test
    void repeatsUntilPressedAgain() {
        model.dataProperty().set("again");
        model.repeatProperty().set(true);
        model.rateProperty().set("500");
        model.publish();
        assertThat(model.repeatingProperty().get()).isTrue();
        await().until(() ->
                model.outcomeProperty().get().key().equals("console.publish.repeating") && events().size() > 3);

        model.publish();

        await().until(() -> !model.repeatingProperty().get());
        await().until(() -> model.outcomeProperty().get().key().equals("console.publish.repeated"));
    }

    @Test
    void theTopicsThereAreCanBeChosenAndDoNotTouchWhatIsTyped() {
        live.publish("alpha", 1);
        live.publish("beta", 1);
        model.topicProperty().set("alp");
        live.sampleAfter(Duration.ofSeconds(1));

        assertThat(model.topics()).containsExactlyInAnyOrder("alpha", "beta");
        assertThat(model.topicProperty().get()).isEqualTo("alp");
    }

    @Test
    void aServerThatShutsDownIsNamed() {
        live.server.hub().close();
        model.dataProperty().set("late");
        model.publish();
        assertOutcome(true, "console.publish.problem.closed");
    }

    private void assertOutcome(boolean error, String key) {
        assertThat(model.outcomeProperty().get().key()).isEqualTo(key);
        assertThat(model.outcomeProperty().get().error()).isEqualTo(error);
    }

    private List<Event> events() {
        try (Subscription cursor = live.server.hub().subscribe(new Topic("news"), Position.EARLIEST, () -> {})) {
            return cursor.poll(100, 1 << 20).events();
        }
    }
}
