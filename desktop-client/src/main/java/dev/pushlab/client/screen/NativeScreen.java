package dev.pushlab.client.screen;

import dev.pushlab.client.screen.events.EventsView;
import dev.pushlab.client.screen.reverse.ReverseStepsView;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What the client receives itself, with the steps of the reverse connection above it where those are the subject. */
final class NativeScreen extends ScrollPane {
    private final ReverseStepsView steps;

    NativeScreen(
            ObservableValue<String> title, ObservableValue<String> summary, ReverseStepsView steps, EventsView events) {
        this.steps = steps;
        Label heading = new Label();
        heading.setId("native-title");
        heading.getStyleClass().add("title");
        heading.setWrapText(true);
        heading.setMinHeight(USE_PREF_SIZE);
        heading.textProperty().bind(title);
        Label line = new Label();
        line.getStyleClass().add("muted");
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        line.textProperty().bind(summary);
        steps.visibleProperty().bind(steps.managedProperty());
        VBox.setVgrow(events, Priority.ALWAYS);
        VBox content = new VBox(new VBox(2, heading, line), steps, events);
        content.getStyleClass().add("screen");
        setContent(content);
        setFitToWidth(true);
        // Taller than the window only when the type is large: then it scrolls instead of cutting anything.
        setFitToHeight(true);
    }

    void showSteps(boolean shown) {
        steps.setManaged(shown);
    }
}
