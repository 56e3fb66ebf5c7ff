package dev.pushlab.client.screen;

import dev.pushlab.client.screen.events.EventsView;
import dev.pushlab.client.screen.reverse.ReverseStepsView;
import dev.pushlab.client.screen.technique.LessonView;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import java.net.URI;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * What the client receives itself, with the steps of the reverse connection above it where those are the subject, and
 * the lesson beside it: a column of its own where there is room for one, else in place of the events while it is asked
 * for.
 */
final class NativeScreen extends VBox implements AutoCloseable {
    private static final KeyCombination LESSON = new KeyCodeCombination(KeyCode.F1, KeyCombination.SHIFT_DOWN);

    /** The least width with room for the lesson, in multiples of body text: a window of 1100 pixels at 100 %. */
    private static final double WIDE = 65;

    private static final double SHARE = 0.3;

    private final Appearance appearance;
    private final ReverseStepsView steps;
    private final LessonView lesson;
    private final ScrollPane received;
    private final ToggleButton toggle = new ToggleButton();
    private Optional<URI> present = Optional.empty();
    private boolean wantedWhereWide = true;
    private boolean wantedWhereNarrow;
    private boolean wide;

    NativeScreen(
            ObservableValue<String> title,
            ObservableValue<String> summary,
            ReverseStepsView steps,
            EventsView events,
            LessonView lesson,
            Messages messages,
            Appearance appearance) {
        this.steps = steps;
        this.lesson = lesson;
        this.appearance = appearance;
        getStyleClass().add("screen");
        steps.visibleProperty().bind(steps.managedProperty());
        VBox.setVgrow(events, Priority.ALWAYS);
        VBox content = new VBox(steps, events);
        content.getStyleClass().add("native-content");
        received = new ScrollPane(content);
        received.getStyleClass().add("native-scroll");
        received.setFitToWidth(true);
        // Taller than the window only when the type is large: then it scrolls instead of cutting anything.
        received.setFitToHeight(true);
        received.visibleProperty().bind(received.managedProperty());
        lesson.visibleProperty().bind(lesson.managedProperty());
        HBox.setHgrow(received, Priority.ALWAYS);
        HBox.setHgrow(lesson, Priority.ALWAYS);
        HBox body = new HBox(10, received, lesson);
        VBox.setVgrow(body, Priority.ALWAYS);
        getChildren().addAll(heading(title, summary, messages), body);
        widthProperty().addListener(change -> arrange());
        appearance.themeProperty().addListener(change -> arrange());
        appearance.scale().percentProperty().addListener(change -> arrange());
        arrange();
    }

    void showSteps(boolean shown) {
        steps.setManaged(shown);
    }

    /** The lesson that can be shown; empty if there is none, or another screen is shown. */
    void showLesson(Optional<URI> page) {
        present = page;
        arrange();
    }

    LessonView lesson() {
        return lesson;
    }

    @Override
    public void close() {
        lesson.close();
    }

    private HBox heading(ObservableValue<String> title, ObservableValue<String> summary, Messages messages) {
        Label name = new Label();
        name.setId("native-title");
        name.getStyleClass().add("title");
        name.setWrapText(true);
        name.setMinHeight(USE_PREF_SIZE);
        name.textProperty().bind(title);
        Label line = new Label();
        line.getStyleClass().add("muted");
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        line.textProperty().bind(summary);
        VBox words = new VBox(2, name, line);
        HBox.setHgrow(words, Priority.ALWAYS);
        toggle.setId("lesson-toggle");
        toggle.getStyleClass().add("lesson-toggle");
        toggle.setGraphic(Icons.of(Feather.BOOK_OPEN));
        toggle.setMinWidth(USE_PREF_SIZE);
        toggle.textProperty().bind(messages.bind("technique.lesson"));
        toggle.visibleProperty().bind(toggle.managedProperty());
        toggle.setOnAction(event -> choose(toggle.isSelected()));
        Accessibles.describe(
                toggle,
                messages,
                messages.compute(
                        () -> messages.get(toggle.isSelected() ? "technique.lesson.hide" : "technique.lesson.show"),
                        toggle.selectedProperty()),
                LESSON);
        Accessibles.key(toggle, LESSON, toggle::fire);
        return new HBox(8, words, toggle);
    }

    private void choose(boolean shown) {
        if (wide) {
            wantedWhereWide = shown;
        } else {
            wantedWhereNarrow = shown;
        }
        arrange();
    }

    private void arrange() {
        double width = getWidth();
        wide = width >= WIDE * appearance.bodySize();
        boolean shown = present.isPresent() && width > 0 && (wide ? wantedWhereWide : wantedWhereNarrow);
        toggle.setManaged(present.isPresent());
        toggle.setDisable(present.isEmpty());
        toggle.setSelected(shown);
        received.setManaged(wide || !shown);
        lesson.setManaged(shown);
        double room = width - snappedLeftInset() - snappedRightInset();
        double column = wide ? Math.round(room * SHARE) : Math.max(0, room);
        lesson.setMinWidth(shown ? column : 0);
        lesson.setPrefWidth(column);
        lesson.setMaxWidth(column);
        lesson.show(shown ? present : Optional.empty());
    }
}
