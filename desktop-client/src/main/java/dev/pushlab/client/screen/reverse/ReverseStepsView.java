package dev.pushlab.client.screen.reverse;

import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.Card;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.Notice;
import dev.pushlab.fx.StatusBadge;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The way from listening to holding a key, step by step, with the present one marked. */
public final class ReverseStepsView extends VBox {
    private static final PseudoClass PRESENT = PseudoClass.getPseudoClass("present");

    private final Messages messages;
    private final ReverseViewModel model;

    public ReverseStepsView(Messages messages, ReverseViewModel model) {
        this.messages = messages;
        this.model = model;
        FlowPane steps = new FlowPane(6, 6);
        steps.setId("reverse-steps");
        for (ReverseState.Phase step : ReverseViewModel.STEPS) {
            if (step != ReverseViewModel.STEPS.get(0)) {
                Node arrow = Icons.of(Feather.CHEVRON_RIGHT);
                arrow.getStyleClass().add("step-arrow");
                steps.getChildren().add(step(step, arrow));
            } else {
                steps.getChildren().add(step(step, null));
            }
        }
        Label detail = new Label();
        detail.setId("reverse-detail");
        detail.setWrapText(true);
        detail.setMinHeight(USE_PREF_SIZE);
        detail.textProperty().bind(Phrase.bind(messages, model.detailProperty()));
        Button begin = Icons.button(messages, "reverse-begin", Feather.PHONE_INCOMING, "reverse.begin", model::begin);
        begin.getStyleClass().add("accent");
        present(begin, model.stateProperty().map(now -> now.phase() == ReverseState.Phase.OFF));
        Button again = Icons.button(messages, "reverse-again", Feather.ROTATE_CW, "reverse.again", model::tryNow);
        present(again, model.stateProperty().map(now -> now.phase() == ReverseState.Phase.FALLBACK_FORWARD));
        detail.managedProperty()
                .bind(model.stateProperty().map(now -> now.phase() != ReverseState.Phase.FALLBACK_FORWARD));
        detail.visibleProperty().bind(detail.managedProperty());
        getChildren().add(new Card(messages.bind("reverse.title")).body(steps, detail, failure(), begin, again));
    }

    private HBox step(ReverseState.Phase step, Node arrow) {
        StatusBadge badge = new StatusBadge();
        badge.setMinWidth(USE_PREF_SIZE);
        badge.textProperty().bind(messages.bind(key(step)));
        Runnable show = () -> {
            ReverseState.Phase present = model.stateProperty().get().phase();
            Optional<ReverseState.Phase> reached = model.lastStepProperty().get();
            badge.toneProperty().set(tone(step, present, reached));
            badge.pseudoClassStateChanged(PRESENT, step == present);
        };
        model.stateProperty().subscribe(show);
        model.lastStepProperty().subscribe(show);
        show.run();
        badge.getStyleClass().add("step");
        HBox box = arrow == null ? new HBox(badge) : new HBox(6, arrow, badge);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    /** Those behind are done, the present one is under way or reached, and where a fallback began there is a square. */
    private static StatusBadge.Tone tone(
            ReverseState.Phase step, ReverseState.Phase present, Optional<ReverseState.Phase> reached) {
        if (reached.isEmpty() || step.compareTo(reached.get()) > 0) {
            return StatusBadge.Tone.IDLE;
        }
        if (step.compareTo(reached.get()) < 0) {
            return StatusBadge.Tone.OK;
        }
        return switch (present) {
            case FALLBACK_FORWARD -> StatusBadge.Tone.WARN;
            case AUTHENTICATED, KEYED -> StatusBadge.Tone.OK;
            case OFF, LISTENING, REGISTERING, REGISTERED, CALLED -> StatusBadge.Tone.BUSY;
        };
    }

    private static String key(ReverseState.Phase step) {
        return switch (step) {
            case LISTENING -> "reverse.step.listening";
            case REGISTERING -> "reverse.step.registering";
            case REGISTERED -> "reverse.step.registered";
            case CALLED -> "reverse.step.called";
            case AUTHENTICATED -> "reverse.step.authenticated";
            case KEYED -> "reverse.step.keyed";
            case OFF, FALLBACK_FORWARD -> throw new IllegalArgumentException("not a step: " + step);
        };
    }

    private Notice failure() {
        Notice notice = new Notice(messages);
        notice.setId("reverse-failure");
        model.failureProperty().subscribe(now -> {
            if (now.isEmpty()) {
                notice.clear();
                return;
            }
            Cause cause = now.get();
            ReverseState state = model.stateProperty().get();
            boolean fallback = state.phase() == ReverseState.Phase.FALLBACK_FORWARD;
            Optional<Cause> earlier =
                    state instanceof ReverseState.FallbackForward forward ? forward.earlier() : Optional.empty();
            notice.show(
                    StatusBadge.Tone.WARN,
                    messages.bind(fallback ? "reverse.fallback" : "reverse.failed"),
                    messages.compute(() -> words(cause, earlier)),
                    Phrase.bind(messages, model.consequenceProperty()),
                    cause.detail());
        });
        return notice;
    }

    private String words(Cause cause, Optional<Cause> earlier) {
        String words = Phrase.cause(cause).in(messages);
        return earlier.map(before -> messages.get(
                        "reverse.fallback.earlier", words, Phrase.cause(before).in(messages)))
                .orElse(words);
    }

    private static void present(Button button, ObservableValue<Boolean> shown) {
        button.managedProperty().bind(shown);
        button.visibleProperty().bind(shown);
    }
}
