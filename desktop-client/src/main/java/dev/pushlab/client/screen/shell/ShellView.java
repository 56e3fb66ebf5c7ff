package dev.pushlab.client.screen.shell;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Bar on top, notices below it, navigation at the left, a screen in the middle, and drawers that slide over it. */
public final class ShellView extends BorderPane {
    private final Messages messages;
    private final StackPane middle = new StackPane();
    private final StackPane screen = new StackPane();
    private final Map<ToggleButton, Node> drawers = new LinkedHashMap<>();

    public ShellView(Messages messages, FlowPane bar, LookButtons look, Node notices, Node navigation) {
        this.messages = messages;
        getStyleClass().add("shell");
        alignRight(bar, look);
        bar.getStyleClass().add("top-bar");
        setTop(new VBox(bar, notices));
        setLeft(navigation);
        screen.setAlignment(Pos.TOP_LEFT);
        middle.getChildren().add(screen);
        setCenter(middle);
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && drawers.keySet().stream().anyMatch(ToggleButton::isSelected)) {
                drawers.keySet().forEach(toggle -> toggle.setSelected(false));
                event.consume();
            }
        });
    }

    /** At the right end while everything is in one row; where it wraps, the part follows the others. */
    private static void alignRight(FlowPane bar, Region part) {
        Region space = new Region();
        List<Node> others = List.copyOf(bar.getChildren());
        bar.getChildren().addAll(space, part);
        InvalidationListener measure = change -> {
            double used = bar.getInsets().getLeft() + bar.getInsets().getRight() + part.prefWidth(-1) + 2;
            for (Node other : others) {
                used += other.prefWidth(-1) + bar.getHgap();
            }
            double room = bar.getWidth() - used - bar.getHgap();
            space.setPrefWidth(Math.max(0, Math.floor(room)));
        };
        bar.widthProperty().addListener(measure);
        part.layoutBoundsProperty().addListener(measure);
        others.forEach(other -> other.layoutBoundsProperty().addListener(measure));
    }

    /** Shows this node in the middle. */
    public void show(Node node) {
        if (!screen.getChildren().equals(List.of(node))) {
            screen.getChildren().setAll(node);
        }
    }

    /** A panel that lies over the screen while its toggle is on; one at a time. */
    public void drawer(ToggleButton toggle, Region content) {
        ScrollPane scroll = new ScrollPane(content);
        scroll.setFitToWidth(true);
        // As tall as its content with all lines wrapped, which is known only once it has been laid out.
        content.heightProperty().addListener((property, old, now) -> scroll.setPrefViewportHeight(now.doubleValue()));
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        Button close = Icons.button(Feather.X, () -> toggle.setSelected(false));
        Accessibles.describe(close, messages.bind("shell.drawer.close"));
        HBox top = new HBox(close);
        top.setAlignment(Pos.CENTER_RIGHT);
        VBox drawer = new VBox(top, scroll);
        drawer.getStyleClass().addAll("card", "drawer");
        drawer.setMaxHeight(USE_PREF_SIZE);
        StackPane.setAlignment(drawer, Pos.TOP_RIGHT);
        drawer.visibleProperty().bind(toggle.selectedProperty());
        drawer.managedProperty().bind(toggle.selectedProperty());
        drawers.put(toggle, drawer);
        middle.getChildren().add(drawer);
        toggle.selectedProperty().addListener((property, old, now) -> {
            if (now) {
                drawers.keySet().stream().filter(other -> other != toggle).forEach(other -> other.setSelected(false));
                close.requestFocus();
            }
        });
    }
}
