package dev.pushlab.fx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kordamp.ikonli.feather.Feather;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** The widgets in a real scene, rendered without a display. */
@ExtendWith(ApplicationExtension.class)
class WidgetsTest {
    private final Messages messages = new Messages(Messages.ENGLISH);
    private final Appearance appearance = new Appearance(messages);
    private final EventListModel<EventRow> events = new EventListModel<>(1000);
    private StatusBadge badge;
    private DialArrow arrow;
    private FingerprintView fingerprint;
    private EventTable table;
    private Notice notice;
    private VBox content;
    private Scene scene;

    @Start
    void start(Stage stage) {
        badge = new StatusBadge(StatusBadge.Tone.OK, "connected");
        arrow = new DialArrow();
        arrow.labelProperty().set("client dials server");
        fingerprint = new FingerprintView(messages, new SimpleStringProperty("fingerprint"), 5);
        fingerprint.fingerprintProperty().set("04921773105886211904");
        notice = new Notice(messages);
        FigureStrip strip = new FigureStrip();
        FigureStrip.Figure lost = strip.add(new SimpleStringProperty("lost"));
        lost.valueProperty().set("0");
        lost.toneProperty().set(StatusBadge.Tone.OK);
        FigureStrip.Figure latency = strip.add(new SimpleStringProperty("median"));
        latency.valueProperty().set("3");
        latency.unitProperty().set("ms");
        table = new EventTable(
                messages,
                events,
                new EmptyState(
                        Feather.INBOX,
                        new SimpleStringProperty("Nothing yet"),
                        new SimpleStringProperty("Subscribe to a topic")));
        HBox tones = new HBox(16);
        for (StatusBadge.Tone tone : StatusBadge.Tone.values()) {
            tones.getChildren().add(new StatusBadge(tone, tone.name()).asChip());
        }
        content =
                new VBox(12, new HBox(16, arrow, badge, DialArrow.compact(), fingerprint), tones, strip, notice, table);
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        scene = new Scene(scroll, 900, 560);
        appearance.install(scene);
        stage.setScene(scene);
        stage.show();
    }

    @BeforeEach
    void settle() {
        WaitForAsyncUtils.waitForFxEvents();
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void showsEveryTextWholeInEveryThemeAndAtEverySize(Theme theme, FxRobot robot, @TempDir Path folder)
            throws Exception {
        robot.interact(() -> {
            appearance.setTheme(theme);
            notice.show(
                    StatusBadge.Tone.BAD,
                    new SimpleStringProperty("The client could not be reached"),
                    new SimpleStringProperty("Nobody listens on that port."),
                    new SimpleStringProperty("Start the client in reverse mode and try again."),
                    "connect refused");
        });
        for (int percent : FontScale.STEPS) {
            robot.interact(() -> {
                appearance.scale().setPercent(percent);
                scene.getRoot().applyCss();
                scene.getRoot().layout();
            });
            assertThat(ClippedText.find(scene.getRoot()))
                    .as("%s at %d %%", theme, percent)
                    .isEmpty();
        }
        robot.interact(() -> {
            appearance.scale().reset();
            add(1, 20);
        });
        Path picture = Screenshots.save(scene, folder.resolve("shots/widgets.png"))
                .toCompletableFuture()
                .get();
        assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
        Files.createDirectories(Path.of("target/screenshots"));
        Files.write(Path.of("target/screenshots/widgets-" + theme.id() + ".png"), Files.readAllBytes(picture));
    }

    @Test
    void theCheckForCutTextsFindsACutText(FxRobot robot) {
        Label narrow = new Label("a long text that does not fit");
        narrow.setMaxWidth(40);
        robot.interact(() -> {
            content.getChildren().add(narrow);
            scene.getRoot().applyCss();
            scene.getRoot().layout();
        });
        assertThat(ClippedText.find(scene.getRoot())).singleElement().asString().contains("a long text");
    }

    @Test
    void theArrowTurnsRoundWhenTheOtherSideDials(FxRobot robot) {
        robot.interact(() -> arrow.setDirection(DialArrow.Direction.SERVER_TO_CLIENT));
        await().until(() -> arrow.lookup(".dialler").getParent().getRotate() == 180);
        robot.interact(() -> arrow.setDirection(DialArrow.Direction.CLIENT_TO_SERVER));
        await().until(() -> arrow.lookup(".dialler").getParent().getRotate() == 0);
    }

    @Test
    void aFingerprintIsShownInGroupsAndCopiedWithout(FxRobot robot) {
        assertThat(robot.lookup(".groups").queryAs(Label.class).getText()).isEqualTo("04921 77310 58862 11904");
        robot.clickOn(".copy-button");
        assertThat(WaitForAsyncUtils.waitForAsyncFx(
                        5000, () -> Clipboard.getSystemClipboard().getString()))
                .isEqualTo("04921773105886211904");
    }

    @Test
    void scrollingDownHoldsTheListAndSpaceResumesIt(FxRobot robot) {
        robot.interact(() -> add(1, 100));
        robot.clickOn(table).push(KeyCode.PAGE_DOWN);
        assertThat(events.isPaused()).isTrue();
        robot.interact(() -> add(101, 5));
        assertThat(events.rows().get(0).id()).isEqualTo("1:100");
        assertThat(robot.lookup(".resume")
                        .queryAs(javafx.scene.control.Button.class)
                        .getText())
                .isEqualTo("5 new");
        robot.push(KeyCode.SPACE);
        assertThat(events.isPaused()).isFalse();
        assertThat(events.rows().get(0).id()).isEqualTo("1:105");
        assertThat(robot.lookup(".resume").query().isVisible()).isFalse();
    }

    @Test
    void headingsFollowTheLanguage(FxRobot robot) {
        robot.interact(messages::toggle);
        List<String> headings = robot.lookup(".column-heading").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
        assertThat(headings).containsExactly("编号", "类型", "数据", "时间", "延迟");
    }

    @Test
    void theTableMakesCellsOnlyForWhatIsSeen(FxRobot robot) {
        robot.interact(() -> add(1, 1000));
        TableView<?> view = robot.lookup(".table-view").queryTableView();
        assertThat(view.getItems()).hasSize(1000);
        assertThat(robot.lookup(".table-row-cell").queryAll()).hasSizeLessThan(60);
    }

    @Test
    void controlPlusMinusAndZeroChangeTheTypeSize(FxRobot robot) {
        robot.clickOn(table).push(KeyCode.CONTROL, KeyCode.PLUS);
        assertThat(appearance.scale().getPercent()).isEqualTo(110);
        robot.push(KeyCode.CONTROL, KeyCode.PLUS)
                .push(KeyCode.CONTROL, KeyCode.MINUS)
                .push(KeyCode.CONTROL, KeyCode.DIGIT0);
        assertThat(appearance.scale().getPercent()).isEqualTo(100);
    }

    private void add(int first, int count) {
        events.add(new Batch<>(
                IntStream.range(first, first + count)
                        .mapToObj(n -> new EventRow(
                                EventRow.Kind.EVENT,
                                "1:" + n,
                                "stocks",
                                "tick",
                                "ACME " + n,
                                8,
                                Instant.EPOCH,
                                Optional.empty()))
                        .toList(),
                0));
    }
}
