package dev.pushlab.fx;

import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.StringProperty;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A state in colour, shape and word; never by colour alone. */
public final class StatusBadge extends Label {
    /** What the state means to the person looking. The shapes are those of {@code pushlab.css}. */
    public enum Tone {
        /** A filled disc. */
        OK,
        /** A ring: under way. */
        BUSY,
        /** A square. */
        WARN,
        /** A diamond. */
        BAD,
        /** A bar: nothing is going on, and nothing is wrong. */
        IDLE;

        PseudoClass pseudoClass() {
            return PseudoClass.getPseudoClass(name().toLowerCase(Locale.ROOT));
        }
    }

    private final ObjectProperty<Tone> tone = new SimpleObjectProperty<>();

    public StatusBadge() {
        getStyleClass().add("status-badge");
        setMinWidth(USE_PREF_SIZE);
        setAccessibleRole(AccessibleRole.TEXT);
        Region shape = new Region();
        shape.getStyleClass().add("status-shape");
        // A pane around it keeps the shape at its own size, whatever the height of the line.
        StackPane frame = new StackPane(shape);
        frame.getStyleClass().add("status-frame");
        setGraphic(frame);
        tone.addListener((property, old, now) -> {
            if (old != null) {
                pseudoClassStateChanged(old.pseudoClass(), false);
            }
            pseudoClassStateChanged(now.pseudoClass(), true);
        });
        tone.set(Tone.IDLE);
    }

    /** For a state that does not change its word. */
    public StatusBadge(Tone tone, String word) {
        this();
        show(tone, word);
    }

    public void show(Tone newTone, String word) {
        tone.set(newTone);
        setText(word);
    }

    /** With a frame around it, as in the bar. */
    public StatusBadge asChip() {
        getStyleClass().add("chip");
        return this;
    }

    public ObjectProperty<Tone> toneProperty() {
        return tone;
    }

    /** The word. */
    public StringProperty wordProperty() {
        return textProperty();
    }
}
