package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.ConsoleWiring;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.hub.Subscription;
import dev.pushlab.server.ticker.TickerSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The console before a real server, worked with mouse and keyboard. */
@ExtendWith(ApplicationExtension.class)
class ConsoleTest {
    private static final Topic NEWS = new Topic("news");

    private PushlabServer server;
    private Console console;

    @Start
    void start(Stage stage) throws Exception {
        server = new PushlabServer(
                ServerOptions.defaults().withTickers(List.of(new TickerSpec(new Topic("stocks"), 20))));
        server.start();
        console = new Console(
                ConsoleWiring.services(server),
                LogFeed.attach(),
                new Appearance(Console.messages(Messages.ENGLISH)),
                1280,
                800);
        console.install(stage);
        stage.show();
    }

    @AfterEach
    void stop(FxRobot robot) {
        robot.interact(console::close);
        server.close();
    }

    @Test
    void whatIsComposedByKeyboardAloneArrivesInTheHub(FxRobot robot) {
        robot.interact(() -> console.composer().topicProperty().set("news"));
        robot.push(KeyCode.CONTROL, KeyCode.N).write("hello").push(KeyCode.ENTER);
        await().until(() -> outcome(robot).getText().startsWith("Published as "));
        try (Subscription cursor = server.hub().subscribe(NEWS, Position.EARLIEST, () -> {})) {
            List<Event> events = cursor.poll(10, 10_000).events();
            assertThat(events).singleElement().satisfies(event -> {
                assertThat(event.payload().toText()).isEqualTo("hello");
                assertThat(outcome(robot).getText()).contains(event.id().toString());
            });
        }
    }

    @Test
    void brokenJsonIsNamedWhereItIsTyped(FxRobot robot) {
        robot.clickOn("#kind-json");
        robot.interact(() -> console.composer().dataProperty().set("{\"a\": }"));
        assertThat(outcome(robot).getText()).contains("line 1");
        assertThat(outcome(robot).toneProperty().get()).isEqualTo(StatusBadge.Tone.BAD);
        robot.interact(() -> console.composer().dataProperty().set("{\"a\": 1}"));
        assertThat(outcome(robot).toneProperty().get()).isEqualTo(StatusBadge.Tone.IDLE);
    }

    @Test
    void anEventIsRepeatedUntilItIsStopped(FxRobot robot) {
        robot.interact(() -> {
            console.composer().topicProperty().set("news");
            console.composer().dataProperty().set("again");
            console.composer().repeatProperty().set(true);
            console.composer().rateProperty().set("200");
        });
        robot.clickOn("#publish");
        await().until(() ->
                server.hub().topics().stream().anyMatch(stats -> stats.topic().equals(NEWS) && stats.events() > 20));
        robot.clickOn("#publish");
        await().until(() -> !console.composer().repeatingProperty().get());
    }

    @Test
    void noLabelKeepsTheOldLanguage(FxRobot robot) {
        for (Section section : Section.values()) {
            robot.interact(() -> console.show(section));
            Set<String> english = texts(robot);
            robot.push(KeyCode.CONTROL, KeyCode.L);
            Set<String> kept = new HashSet<>(texts(robot));
            kept.retainAll(english);
            // What is the same in both: names, numbers, units, addresses.
            kept.removeIf(text -> !text.matches(".*\\p{L}{3,}.*")
                    || text.matches("stocks|JSON|/metrics|/health|https?://.*|.*[0-9a-f]{4} .*"));
            kept.remove(server.token().reveal());
            assertThat(kept).as(section.name()).isEmpty();
            robot.push(KeyCode.CONTROL, KeyCode.L);
        }
    }

    @Test
    void theTokenIsRotatedAndTheNewOneShown(FxRobot robot) {
        String before = server.token().reveal();
        robot.clickOn("#rotate-token");
        await().until(() -> !server.token().reveal().equals(before));
        String after = server.token().reveal();
        await().until(() -> texts(robot).contains(after));
        assertThat(texts(robot)).doesNotContain(before);
    }

    @Test
    void keysLeadToEveryScreenAndToTheHelp(FxRobot robot) {
        robot.push(KeyCode.ALT, KeyCode.DIGIT3);
        assertThat(console.shell().sectionProperty().get()).isEqualTo(Section.TOPICS);
        robot.push(KeyCode.F1);
        assertThat(robot.lookup(".help").tryQuery()).isPresent();
        robot.push(KeyCode.F1);
        assertThat(robot.lookup(".help").tryQuery()).isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.T);
        assertThat(console.appearance().getTheme()).isEqualTo(Theme.DARK);
    }

    @Test
    void aWrongAddressToCallIsRefusedInPlainWords(FxRobot robot) {
        robot.interact(() -> console.show(Section.KEYS));
        robot.clickOn("#dial-address").write("nowhere").clickOn("#dial");
        assertThat(robot.lookup("#dial-problem").queryAs(Label.class).getText()).startsWith("This is not ");
    }

    @Test
    void aConnectionAppearsAndCanBeEnded(FxRobot robot) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI stream = URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/topics/stocks/sse");
        HttpResponse<Stream<String>> answer =
                client.send(HttpRequest.newBuilder(stream).build(), HttpResponse.BodyHandlers.ofLines());
        robot.interact(() -> console.show(Section.CLIENTS));
        await().until(() -> rows(robot) == 1);
        CompletableFuture<Long> ended =
                CompletableFuture.supplyAsync(() -> answer.body().count()).exceptionally(lost -> -1L);
        await().until(() -> robot.lookup(".status-badge").queryAllAs(Label.class).stream()
                .anyMatch(label -> label.getText().equals("streaming")));
        Screenshots.save(console.scene(), Path.of("target", "screenshots", "console-clients-busy.png"))
                .toCompletableFuture()
                .get();
        robot.interact(() -> {
            console.appearance().messages().toggle();
            console.show(Section.OVERVIEW);
        });
        await().until(() -> robot.lookup(".bar").tryQuery().isPresent());
        Screenshots.save(console.scene(), Path.of("target", "screenshots", "console-overview-busy-zh.png"))
                .toCompletableFuture()
                .get();
        robot.interact(() -> console.show(Section.CLIENTS));
        robot.interact(() -> robot.lookup(".client-table")
                .queryTableView()
                .getSelectionModel()
                .select(0));
        robot.clickOn("#disconnect");
        await().until(ended::isDone);
        await().until(() -> rows(robot) == 0);
    }

    private static int rows(FxRobot robot) {
        TableView<?> table = robot.lookup(".client-table").queryTableView();
        return table.getItems().size();
    }

    private static StatusBadge outcome(FxRobot robot) {
        return robot.lookup("#publish-outcome").queryAs(StatusBadge.class);
    }

    private Set<String> texts(FxRobot robot) {
        Set<String> texts = new HashSet<>();
        robot.interact(() -> collect(console.scene().getRoot(), texts));
        return texts;
    }

    private static void collect(Node node, Set<String> texts) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && labeled.getText() != null) {
            texts.add(labeled.getText());
        }
        if (node instanceof Control control && control.getTooltip() != null) {
            texts.add(control.getTooltip().getText());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, texts));
        }
    }
}
