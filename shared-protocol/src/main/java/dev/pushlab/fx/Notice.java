package dev.pushlab.fx;

import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * Says what went wrong, or is worth knowing, where it happened: what, the cause, the next step; details fold out. Takes
 * no room while it has nothing to say.
 */
public final class Notice extends VBox {
    private final StatusBadge title = new StatusBadge();
    private final Label cause = wrapped();
    private final Label nextStep = wrapped();
    private final Label details = new Label();
    private final Hyperlink fold = new Hyperlink();

    public Notice(Messages messages) {
        getStyleClass().add("notice");
        setAccessibleRole(AccessibleRole.TEXT);
        setSpacing(4);
        title.getStyleClass().add("notice-title");
        title.setWrapText(true);
        title.setMinWidth(0);
        title.setMinHeight(USE_PREF_SIZE);
        title.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(title, Priority.ALWAYS);
        nextStep.getStyleClass().add("notice-next");
        details.getStyleClass().addAll("mono", "small", "muted");
        details.setWrapText(true);
        details.setMinHeight(USE_PREF_SIZE);
        details.visibleProperty().bind(details.managedProperty());
        details.setManaged(false);
        fold.textProperty()
                .bind(messages.compute(
                        () -> messages.get(details.isManaged() ? "fx.notice.less" : "fx.notice.more"),
                        details.managedProperty()));
        fold.setOnAction(event -> details.setManaged(!details.isManaged()));
        fold.managedProperty().bind(details.textProperty().isNotEmpty());
        fold.visibleProperty().bind(fold.managedProperty());
        fold.setMinWidth(USE_PREF_SIZE);
        Button close = Icons.button(Feather.X, this::clear);
        Accessibles.describe(close, messages.bind("fx.notice.close"));
        HBox top = new HBox(8, title, close);
        getChildren().addAll(top, cause, nextStep, fold, details);
        visibleProperty().bind(managedProperty());
        setManaged(false);
    }

    /** Something failed. Texts are bindings, so that they follow the language while they stand there. */
    public void error(ObservableValue<String> what, ObservableValue<String> why, ObservableValue<String> next) {
        show(StatusBadge.Tone.BAD, what, why, next, null);
    }

    /** Something is worth knowing. */
    public void info(ObservableValue<String> what, ObservableValue<String> next) {
        show(StatusBadge.Tone.OK, what, null, next, null);
    }

    /** Any part but the first may be null. */
    public void show(
            StatusBadge.Tone tone,
            ObservableValue<String> what,
            ObservableValue<String> why,
            ObservableValue<String> next,
            String detailText) {
        for (StatusBadge.Tone each : StatusBadge.Tone.values()) {
            pseudoClassStateChanged(each.pseudoClass(), each == tone);
        }
        title.toneProperty().set(tone);
        put(title.wordProperty(), what);
        put(cause.textProperty(), why);
        put(nextStep.textProperty(), next);
        details.setManaged(false);
        details.setText(detailText == null ? "" : detailText);
        setManaged(true);
    }

    public void clear() {
        setManaged(false);
    }

    /** Whether there is something to be read. */
    public boolean isShown() {
        return isManaged();
    }

    private static void put(StringProperty text, ObservableValue<String> value) {
        text.unbind();
        if (value == null) {
            text.set("");
        } else {
            text.bind(value);
        }
    }

    private static Label wrapped() {
        Label label = new Label();
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        label.managedProperty().bind(label.textProperty().isNotEmpty());
        label.visibleProperty().bind(label.managedProperty());
        return label;
    }
}
