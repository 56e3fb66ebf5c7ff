package dev.pushlab.fx;

import javafx.animation.Interpolator;
import javafx.animation.RotateTransition;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.util.Duration;

/**
 * Who dials whom: from the filled disc of the dialler to the ring of the listener. The client is always on the left and
 * the server on the right; when the direction flips, the arrow turns round.
 */
public final class DialArrow extends VBox {
    private static final Duration TURN = Duration.millis(260);

    /** Who dialled. */
    public enum Direction {
        CLIENT_TO_SERVER(0),
        SERVER_TO_CLIENT(180);

        private final double angle;

        Direction(double angle) {
            this.angle = angle;
        }
    }

    private final ObjectProperty<Direction> direction = new SimpleObjectProperty<>(Direction.CLIENT_TO_SERVER);
    private final BooleanProperty dashed = new SimpleBooleanProperty();
    private final Label label = new Label();
    private final Group drawing;
    private RotateTransition turn;

    /** With its label above, as in the bar. */
    public DialArrow() {
        this(110, 6);
        getChildren().add(0, label);
    }

    private DialArrow(double length, double radius) {
        getStyleClass().add("dial-arrow");
        label.getStyleClass().addAll("small", "muted");
        label.setMinWidth(USE_PREF_SIZE);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        accessibleTextProperty().bind(label.textProperty());

        Circle dialler = new Circle(0, 0, radius);
        dialler.getStyleClass().add("dialler");
        Circle listener = new Circle(length, 0, radius);
        listener.getStyleClass().add("listener");
        double head = radius * 0.85;
        double tip = length - radius - 2;
        Line line = new Line(radius + 3, 0, tip - head, 0);
        line.getStyleClass().add("dial-line");
        Polygon arrowhead = new Polygon(tip, 0, tip - head * 1.6, -head, tip - head * 1.6, head);
        arrowhead.getStyleClass().add("dial-head");
        dashed.addListener((property, old, now) ->
                line.getStrokeDashArray().setAll(now ? new Double[] {4.0, 5.0} : new Double[] {}));
        drawing = new Group(line, arrowhead, dialler, listener);
        StackPane frame = new StackPane(drawing);
        frame.setMinSize(length + 2 * radius + 4, 2 * radius + 4);
        getChildren().add(frame);
        direction.addListener((property, old, now) -> turnTo(now));
    }

    /** Without label, for the cell of a table; the text goes to screen readers. */
    public static DialArrow compact() {
        return new DialArrow(34, 4);
    }

    public Direction getDirection() {
        return direction.get();
    }

    public void setDirection(Direction wanted) {
        direction.set(wanted);
    }

    public ObjectProperty<Direction> directionProperty() {
        return direction;
    }

    /** Whether the line is broken: dialled, but the connection did not come about. */
    public BooleanProperty dashedProperty() {
        return dashed;
    }

    /** What the arrow says, in words. */
    public StringProperty labelProperty() {
        return label.textProperty();
    }

    /** Turned without animation when nobody is looking, and in the recycled cells of tables. */
    private void turnTo(Direction wanted) {
        if (turn != null) {
            turn.stop();
        }
        boolean seen = label.getParent() != null
                && getScene() != null
                && getScene().getWindow() != null
                && getScene().getWindow().isShowing();
        if (!seen) {
            drawing.setRotate(wanted.angle);
            return;
        }
        turn = new RotateTransition(TURN, drawing);
        turn.setToAngle(wanted.angle);
        turn.setInterpolator(Interpolator.EASE_BOTH);
        turn.play();
    }
}
