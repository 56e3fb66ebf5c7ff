package dev.pushlab.server.console.metrics;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

/**
 * Cards in columns of the same width, as many as find room, at most three; the last row is divided among those that are
 * left. All cards of a row have the height of the tallest.
 */
final class CardGrid extends Pane {
    private static final int MOST_COLUMNS = 3;
    private static final double GAP = 10;

    CardGrid(List<? extends Node> cards) {
        getStyleClass().add("card-grid");
        getChildren().setAll(cards);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return least();
    }

    @Override
    protected double computePrefWidth(double height) {
        return least();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        return arrange(width < 0 ? getWidth() : width, false);
    }

    @Override
    protected void layoutChildren() {
        arrange(getWidth(), true);
    }

    private double least() {
        double least = 0;
        for (Node card : getManagedChildren()) {
            least = Math.max(least, card.minWidth(-1));
        }
        return least;
    }

    /** Returns the height that is needed. */
    private double arrange(double width, boolean place) {
        List<Node> cards = getManagedChildren();
        int room = (int) ((width + GAP) / (least() + GAP));
        int columns = Math.max(1, Math.min(room, MOST_COLUMNS));
        double y = 0;
        for (int from = 0; from < cards.size(); from += columns) {
            List<Node> row = cards.subList(from, Math.min(from + columns, cards.size()));
            double each = (width - GAP * (row.size() - 1)) / row.size();
            double height = 0;
            for (Node card : row) {
                height = Math.max(height, card.prefHeight(each));
            }
            for (int i = 0; place && i < row.size(); i++) {
                row.get(i)
                        .resizeRelocate(
                                snapPositionX(i * (each + GAP)), snapPositionY(y), snapSizeX(each), snapSizeY(height));
            }
            y += height + GAP;
        }
        return Math.max(0, y - GAP);
    }
}
