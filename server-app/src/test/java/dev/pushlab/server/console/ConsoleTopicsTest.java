package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.ClippedText;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.fx.Theme;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.ConsoleWiring;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.hub.TopicStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Topics are configured in the console, before a real server with a data folder. */
@ExtendWith(ApplicationExtension.class)
class ConsoleTopicsTest {
    @TempDir
    static Path folder;

    private Path data;
    private PushlabServer server;
    private Console console;

    @Start
    void start(Stage stage) throws IOException {
        data = Files.createTempDirectory(folder, "data");
        server = new PushlabServer(ServerOptions.defaults().withData(data));
        server.start();
        console = new Console(
                ConsoleWiring.services(server),
                LogFeed.attach(),
                new Appearance(Console.messages(Messages.ENGLISH)),
                1280,
                800);
        console.install(stage);
        console.show(Section.TOPICS);
        stage.show();
    }

    @AfterEach
    void stop(FxRobot robot) {
        robot.interact(console::close);
        server.close();
    }

    @Test
    void aTopicIsMadeByKeyboardBeforeItsFirstEvent(FxRobot robot) throws IOException {
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.N);
        robot.write("orders");
        robot.clickOn("#topic-durable");
        type(robot, "#topic-events", "500");
        type(robot, "#topic-age", "24");
        picture("console-topic-new");
        robot.push(KeyCode.ENTER);
        await().until(() ->
                stats("orders").filter(it -> it.settings().durable()).isPresent());
        assertThat(stats("orders").get().settings().retention().events()).isEqualTo(500);
        assertThat(stats("orders").get().settings().retention().age()).contains(Duration.ofHours(24));
        await().untilAsserted(() -> assertThat(text(robot, "#topic-outcome")).isNotEmpty());
        assertThat(Files.readString(data.resolve("audit.log")))
                .contains("topic.configure")
                .contains("orders");
    }

    @Test
    void whatLaggingSubscribersGetIsChosen(FxRobot robot) {
        open(robot, "news");
        robot.interact(() -> policy(robot).setValue(SlowConsumer.Policy.CONFLATE));
        type(robot, "#topic-conflate-by", "symbol");
        assertThat(robot.lookup("#topic-apply").queryButton().isDisabled()).isTrue();
        picture("console-topic-wrong");
        type(robot, "#topic-conflate-by", "/symbol");
        apply(robot);
        SlowConsumer conflate =
                new SlowConsumer(SlowConsumer.Policy.CONFLATE, Optional.empty(), Optional.of("/symbol"));
        await().until(() -> stats("news")
                .filter(it -> it.settings().slow().equals(conflate))
                .isPresent());

        robot.interact(() -> policy(robot).setValue(SlowConsumer.Policy.DISCONNECT));
        type(robot, "#topic-queue", "100");
        apply(robot);
        SlowConsumer disconnect = new SlowConsumer(SlowConsumer.Policy.DISCONNECT, Optional.of(100), Optional.empty());
        await().until(() -> stats("news")
                .filter(it -> it.settings().slow().equals(disconnect))
                .isPresent());
    }

    @Test
    void whatIsWrongIsNamedWhileItIsTyped(FxRobot robot) {
        open(robot, "news");
        type(robot, "#topic-events", "0");
        assertThat(robot.lookup(".field-error").queryAllAs(Labeled.class))
                .anyMatch(label -> label.getText().startsWith("Events: "));
        assertThat(robot.lookup("#topic-apply").queryButton().isDisabled()).isTrue();
        settle(robot);
        robot.clickOn("#topic-reset");
        assertThat(robot.lookup(".field-error").queryAllAs(Labeled.class))
                .noneMatch(label -> label.getText().startsWith("Events: "));
    }

    @Test
    void whatTheServerRefusesIsToldInPlace(FxRobot robot) throws IOException {
        // Something lies where the topic's folder would have to be.
        Files.writeString(data.resolve("topics").resolve("t-news.topic"), "");
        open(robot, "news");
        robot.clickOn("#topic-durable");
        apply(robot);
        await().until(() -> robot.lookup("#topic-failure").query().isVisible());
        picture("console-topic-failed");
        assertThat(stats("news").get().settings().durable()).isFalse();
    }

    @Test
    void durableSubscriptionsAreListedAndForgottenByKeyboard(FxRobot robot) throws Exception {
        keepDurably("orders");
        SubscriptionName desk = SubscriptionName.ofToken("ci", "desk");
        subscribe("orders", desk);
        subscribe("orders", SubscriptionName.ofToken("ci", "archive"));
        TableView<?> table = robot.lookup("#durables-table").queryAs(TableView.class);
        await().until(() -> table.getItems().size() == 2);
        robot.interact(() -> {
            table.requestFocus();
            table.getSelectionModel().select(1);
        });
        robot.push(KeyCode.DELETE);
        assertThat(robot.lookup("#durable-question").query().isVisible()).isTrue();
        picture("console-durables");
        robot.push(KeyCode.ESCAPE);
        assertThat(robot.lookup("#durable-question").query().isVisible()).isFalse();
        assertThat(server.hub().durables().find(new Topic("orders"), desk)).isPresent();

        robot.push(KeyCode.DELETE);
        robot.push(KeyCode.TAB);
        robot.push(KeyCode.SPACE);

        await().until(() ->
                server.hub().durables().find(new Topic("orders"), desk).isEmpty());
        await().until(() -> table.getItems().size() == 1);
        assertThat(Files.readString(data.resolve("audit.log"))).contains("subscription.delete", "orders token:ci/desk");
    }

    @Test
    void nothingIsCutOffInEitherLanguageAndAtAnySize(FxRobot robot) throws Exception {
        keepDurably("orders");
        subscribe("orders", SubscriptionName.ofToken("ci", "desk"));
        open(robot, "news");
        await().until(() -> robot.lookup("#durables").query().isVisible());
        robot.interact(() -> {
            TableView<?> table = robot.lookup("#durables-table").queryAs(TableView.class);
            table.requestFocus();
            table.getSelectionModel().select(0);
        });
        robot.push(KeyCode.DELETE);
        for (int percent : new int[] {100, 150, 200}) {
            robot.interact(() -> console.appearance().scale().setPercent(percent));
            for (Theme theme : new Theme[] {Theme.LIGHT, Theme.DARK}) {
                robot.interact(() -> console.appearance().setTheme(theme));
                settle(robot);
                picture("console-topic-" + percent + "-" + theme);
                robot.interact(() -> {
                    console.scene().getRoot().layout();
                    assertThat(ClippedText.find(console.scene().getRoot()))
                            .as("%d %%", percent)
                            .isEmpty();
                });
                robot.interact(console.appearance().messages()::toggle);
            }
        }
    }

    private void open(FxRobot robot, String topic) {
        for (int i = 0; i < 3; i++) {
            server.hub().publish(new Topic(topic), EventDraft.text("x"));
        }
        TableView<?> table = robot.lookup(".table-view").queryAs(TableView.class);
        await().until(() -> !table.getItems().isEmpty());
        robot.interact(() -> table.getSelectionModel().select(0));
        await().until(() -> robot.lookup("#topic-panel").query().isVisible());
    }

    /** On disk. */
    private void keepDurably(String topic) throws Exception {
        TopicSettings defaults = server.topics().defaults();
        server.topics()
                .configure(Actor.CONSOLE, new Topic(topic), new TopicSettings(true, defaults.retention()))
                .done()
                .toCompletableFuture()
                .get();
    }

    private void subscribe(String topic, SubscriptionName name) throws Exception {
        server.hub()
                .durables()
                .put(new Topic(topic), name, DurableOptions.DEFAULT, Position.NOW)
                .toCompletableFuture()
                .get();
    }

    private Optional<TopicStats> stats(String topic) {
        return server.hub().topics().stream()
                .filter(it -> it.topic().name().equals(topic))
                .findFirst();
    }

    private static void type(FxRobot robot, String field, String text) {
        TextField into = robot.lookup(field).queryAs(TextField.class);
        robot.interact(() -> {
            into.requestFocus();
            into.selectAll();
        });
        robot.write(text);
    }

    @SuppressWarnings("unchecked")
    private static ChoiceBox<SlowConsumer.Policy> policy(FxRobot robot) {
        return robot.lookup("#topic-slow").queryAs(ChoiceBox.class);
    }

    private static String text(FxRobot robot, String query) {
        return robot.lookup(query).queryAs(Labeled.class).getText();
    }

    /** What was typed may have lines come or go above the button. */
    private void apply(FxRobot robot) {
        settle(robot);
        robot.clickOn("#topic-apply");
    }

    /** Layout may need several passes: what one of them finds out changes the next. */
    private void settle(FxRobot robot) {
        for (int pass = 0; pass < 4; pass++) {
            robot.interact(() -> {
                console.scene().getRoot().applyCss();
                console.scene().getRoot().layout();
            });
        }
    }

    private void picture(String name) {
        Screenshots.save(console.scene(), Path.of("target", "screenshots", name + ".png"))
                .toCompletableFuture()
                .join();
    }
}
