package dev.pushlab.fx;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * A fingerprint or safety number, monospaced and in groups so that two people can read it to each other. Copied without
 * the gaps, as it is typed elsewhere.
 */
public final class FingerprintView extends HBox {
    private final StringProperty fingerprint = new SimpleStringProperty("");

    /** @param what names it for the copy button, e.g. "fingerprint" */
    public FingerprintView(Messages messages, ObservableValue<String> what, int groupLength) {
        getStyleClass().add("fingerprint-view");
        setAlignment(Pos.CENTER_LEFT);
        setSpacing(4);
        Label groups = new Label();
        groups.getStyleClass().addAll("mono", "groups");
        groups.setWrapText(true);
        groups.setMinHeight(USE_PREF_SIZE);
        groups.textProperty().bind(fingerprint.map(text -> grouped(text, groupLength)));
        groups.accessibleTextProperty().bind(groups.textProperty());
        HBox.setHgrow(groups, Priority.SOMETIMES);
        CopyButton copy = new CopyButton(messages, what, fingerprint::get);
        copy.setMinWidth(USE_PREF_SIZE);
        copy.disableProperty().bind(fingerprint.isEmpty());
        getChildren().addAll(groups, copy);
    }

    public StringProperty fingerprintProperty() {
        return fingerprint;
    }

    /** "04921773105886" in fives: "04921 77310 5886". White space in the text is dropped first. */
    public static String grouped(String text, int groupLength) {
        String bare = text.replaceAll("\\s", "");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bare.length(); i++) {
            if (i > 0 && i % groupLength == 0) {
                out.append(' ');
            }
            out.append(bare.charAt(i));
        }
        return out.toString();
    }
}
