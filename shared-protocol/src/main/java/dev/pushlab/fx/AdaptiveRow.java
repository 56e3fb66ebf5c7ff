package dev.pushlab.fx;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

/**
 * Puts its parts side by side where there is room for all of them, and one below the other where there is not: a narrow
 * window or large type must not cut anything. A part that has a preferred width of its own wants that much beside the
 * others; below or above them it does with its least width.
 */
public final class AdaptiveRow extends Pane {
    private final double gap;
    private final double[] shares;

    /**
     * @param gap between two parts, in pixels
     * @param shares how the room beyond the widths that the parts want is divided, one number for each part
     */
    public AdaptiveRow(double gap, double[] shares, Node... parts) {
        if (shares.length != parts.length) {
            throw new IllegalArgumentException(shares.length + " shares for " + parts.length + " parts");
        }
        this.gap = gap;
        this.shares = shares.clone();
        getChildren().setAll(parts);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computeMinWidth(double height) {
        return insets() + widest();
    }

    @Override
    protected double computePrefWidth(double height) {
        return insets() + together();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = (width < 0 ? getWidth() : width) - insets();
        List<Node> parts = getManagedChildren();
        double sum = 0;
        double most = 0;
        double[] widths = widths(room);
        for (int i = 0; i < parts.size(); i++) {
            double height = parts.get(i).prefHeight(widths[i]);
            sum += height + (i > 0 ? gap : 0);
            most = Math.max(most, height);
        }
        return snappedTopInset() + (sideBySide(room) ? most : sum) + snappedBottomInset();
    }

    @Override
    protected void layoutChildren() {
        double room = getWidth() - insets();
        boolean row = sideBySide(room);
        List<Node> parts = getManagedChildren();
        double[] widths = widths(room);
        double x = snappedLeftInset();
        double y = snappedTopInset();
        for (int i = 0; i < parts.size(); i++) {
            Node part = parts.get(i);
            double height = row ? getHeight() - snappedTopInset() - snappedBottomInset() : part.prefHeight(widths[i]);
            part.resizeRelocate(snapPositionX(x), snapPositionY(y), snapSizeX(widths[i]), snapSizeY(height));
            if (row) {
                x += widths[i] + gap;
            } else {
                y += height + gap;
            }
        }
    }

    private boolean sideBySide(double room) {
        return together() <= room;
    }

    private double[] widths(double room) {
        List<Node> parts = getManagedChildren();
        double[] widths = new double[parts.size()];
        double total = 0;
        for (double share : shares) {
            total += share;
        }
        boolean row = sideBySide(room);
        double extra = room - together();
        for (int i = 0; i < widths.length; i++) {
            widths[i] = row ? wanted(parts.get(i)) + extra * shares[i] / total : room;
        }
        return widths;
    }

    private double together() {
        double sum = gap * Math.max(0, getManagedChildren().size() - 1);
        for (Node part : getManagedChildren()) {
            sum += wanted(part);
        }
        return sum;
    }

    private static double wanted(Node part) {
        double least = part.minWidth(-1);
        return part instanceof Region region ? Math.max(least, region.getPrefWidth()) : least;
    }

    private double widest() {
        return getManagedChildren().stream()
                .mapToDouble(part -> part.minWidth(-1))
                .max()
                .orElse(0);
    }

    private double insets() {
        return snappedLeftInset() + snappedRightInset();
    }
}
