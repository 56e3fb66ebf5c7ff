package dev.pushlab.fx;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * A table that follows a stream, newest row on top, and stands still as soon as somebody scrolls down to read. "n new"
 * (or Space, or Home) goes back to following.
 */
class FollowingTable<T> extends VBox {
    final TableView<T> table = new TableView<>();
    private final EventListModel<T> model;

    FollowingTable(Messages messages, EventListModel<T> model, Node whenEmpty) {
        this.model = model;
        getStyleClass().add("following-table");
        table.setItems(model.rows());
        table.setPlaceholder(new StackPane(whenEmpty));
        VBox.setVgrow(table, Priority.ALWAYS);
        Button resume = new Button(null, Icons.of(Feather.ARROW_UP));
        resume.getStyleClass().addAll("accent", "resume");
        resume.textProperty()
                .bind(messages.compute(
                        () -> messages.get("fx.list.new", model.unseenProperty().get()), model.unseenProperty()));
        Accessibles.describe(resume, messages, messages.bind("fx.list.resume"), new KeyCodeCombination(KeyCode.SPACE));
        resume.setMaxWidth(Double.MAX_VALUE);
        resume.managedProperty().bind(model.pausedProperty());
        resume.visibleProperty().bind(model.pausedProperty());
        resume.setOnAction(event -> follow());
        getChildren().addAll(resume, table);

        table.addEventFilter(ScrollEvent.SCROLL, event -> {
            if (event.getDeltaY() < 0 && scrollable()) {
                model.pausedProperty().set(true);
            } else if (event.getDeltaY() > 0 && atTop()) {
                follow();
            }
        });
        table.addEventFilter(MouseEvent.MOUSE_PRESSED, event -> {
            if (event.getTarget() instanceof Node node && inScrollBar(node)) {
                model.pausedProperty().set(true);
            }
        });
        table.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    }

    private void key(KeyEvent event) {
        switch (event.getCode()) {
            case SPACE -> {
                if (model.isPaused()) {
                    follow();
                } else {
                    model.pausedProperty().set(true);
                }
                event.consume();
            }
            case DOWN, PAGE_DOWN, END -> model.pausedProperty().set(true);
            case HOME -> follow();
            default -> {
                // every other key is the table's own
            }
        }
    }

    private void follow() {
        model.pausedProperty().set(false);
        table.scrollTo(0);
    }

    private boolean scrollable() {
        ScrollBar bar = verticalBar();
        return bar != null && bar.isVisible();
    }

    private boolean atTop() {
        ScrollBar bar = verticalBar();
        return bar == null || !bar.isVisible() || bar.getValue() <= 0;
    }

    private ScrollBar verticalBar() {
        return table.lookup(".scroll-bar:vertical") instanceof ScrollBar bar ? bar : null;
    }

    private static boolean inScrollBar(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (each instanceof ScrollBar) {
                return true;
            }
        }
        return false;
    }
}
