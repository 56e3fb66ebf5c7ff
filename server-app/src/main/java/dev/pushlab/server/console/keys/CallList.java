package dev.pushlab.server.console.keys;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.session.CallStatus;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The calls entered by hand, the newest on top: how each stands, why it failed, and a button to stop it. */
final class CallList extends VBox {
    /** Older ones are in the log. */
    static final int SHOWN = 4;

    private final Messages messages;
    private final KeysViewModel model;

    CallList(Messages messages, KeysViewModel model) {
        super(4);
        this.messages = messages;
        this.model = model;
        getStyleClass().add("call-list");
        model.calls().addListener((ListChangeListener<CallStatus>) change -> rebuild());
        messages.localeProperty().addListener(change -> rebuild());
        model.explainedProperty().addListener(change -> rebuild());
        rebuild();
    }

    private void rebuild() {
        getChildren().clear();
        int count = model.calls().size();
        for (int i = count - 1; i >= Math.max(0, count - SHOWN); i--) {
            getChildren().add(row(model.calls().get(i)));
        }
    }

    private HBox row(CallStatus call) {
        StatusBadge badge = new StatusBadge(
                tone(call.phase()),
                messages.get(
                        "console.dial.status",
                        call.address(),
                        messages.get(call.phase().key())));
        badge.setMinWidth(USE_PREF_SIZE);
        // Not twice on one screen: what is explained above the members is not explained here.
        Label why = new Label(call.failure()
                .filter(failure ->
                        !call.fingerprint().equals(model.explainedProperty().get()))
                .map(MemberFailure::key)
                .map(messages::get)
                .orElse(""));
        why.getStyleClass().addAll("small", "muted");
        why.setWrapText(true);
        why.setMinHeight(USE_PREF_SIZE);
        why.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(why, Priority.ALWAYS);
        HBox row = new HBox(8, badge, why);
        row.setAlignment(Pos.CENTER_LEFT);
        if (call.phase().isActive()) {
            Button stop = Icons.button(Feather.X, () -> model.stop(call));
            Accessibles.describe(stop, messages.bind("console.dial.stop"));
            row.getChildren().add(stop);
        }
        return row;
    }

    private static StatusBadge.Tone tone(CallStatus.Phase phase) {
        return switch (phase) {
            case CALLING, WAITING -> StatusBadge.Tone.BUSY;
            case CONNECTED -> StatusBadge.Tone.OK;
            case ENDED, STOPPED -> StatusBadge.Tone.IDLE;
            case FAILED -> StatusBadge.Tone.BAD;
        };
    }
}
