package dev.pushlab.fx;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** A panel with a frame, and usually a heading with controls at its right end. */
public final class Card extends VBox {
    public Card() {
        getStyleClass().add("card");
    }

    public Card(ObservableValue<String> title, Node... controls) {
        this();
        Label heading = new Label();
        heading.textProperty().bind(title);
        heading.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox bar = new HBox(heading, space);
        bar.getChildren().addAll(controls);
        bar.getStyleClass().add("card-heading");
        getChildren().add(bar);
    }

    /** Adds a part that takes the room that is left. */
    public Card fill(Node node) {
        VBox.setVgrow(node, Priority.ALWAYS);
        getChildren().add(node);
        return this;
    }

    /** Adds parts with the card's margins around them. */
    public Card body(Node... nodes) {
        VBox box = new VBox(nodes);
        box.getStyleClass().add("card-body");
        getChildren().add(box);
        return this;
    }
}
