package dev.pushlab.fx;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.text.Text;

/**
 * Finds texts that a window does not show whole: cut to an ellipsis, or reaching beyond their parent. Cells marked {@link
 * Columns#CUTTABLE} are data with a tooltip and are left out. Call it on the FX thread after layout; the tests of both
 * windows do so in every language and at every type size.
 */
public final class ClippedText {
    /** Rounding of layout, in pixels. */
    private static final double TOLERANCE = 1.5;

    private ClippedText() {}

    /** One line for each text that is cut, naming it and where it is; empty if all is well. */
    public static List<String> find(Node root) {
        List<String> found = new ArrayList<>();
        visit(root, found);
        return found;
    }

    private static void visit(Node node, List<String> found) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Labeled labeled && !labeled.getStyleClass().contains(Columns.CUTTABLE)) {
            check(labeled, found);
        }
        if (node instanceof Parent parent) {
            for (Node child : parent.getChildrenUnmodifiable()) {
                visit(child, found);
            }
        }
    }

    private static void check(Labeled labeled, List<String> found) {
        String wanted = labeled.getText();
        if (wanted == null || wanted.isBlank()) {
            return;
        }
        for (Node child : labeled.getChildrenUnmodifiable()) {
            if (child instanceof Text text && child != labeled.getGraphic() && text.isVisible()) {
                if (!text.getText().equals(wanted)) {
                    found.add("cut: \"" + text.getText() + "\" of \"" + wanted + "\" in " + path(labeled));
                } else if (overhangs(labeled)) {
                    found.add("outside its parent: \"" + wanted + "\" in " + path(labeled));
                }
            }
        }
    }

    /** What a scroll pane or a list can bring into view does not count. */
    private static boolean overhangs(Labeled labeled) {
        Bounds own = labeled.localToScene(labeled.getLayoutBounds());
        for (Parent each = labeled.getParent(); each != null; each = each.getParent()) {
            if (scrolls(each) || scrolls(each.getParent())) {
                return false;
            }
            Bounds around = each.localToScene(each.getLayoutBounds());
            boolean inside = own.getMinX() >= around.getMinX() - TOLERANCE
                    && own.getMaxX() <= around.getMaxX() + TOLERANCE
                    && own.getMinY() >= around.getMinY() - TOLERANCE
                    && own.getMaxY() <= around.getMaxY() + TOLERANCE;
            if (!inside) {
                return true;
            }
        }
        return false;
    }

    /** Whether this is the inside of something that scrolls; a scroll pane has two such layers. */
    private static boolean scrolls(Node node) {
        return node != null && (node.getParent() instanceof ScrollPane || node.getParent() instanceof VirtualFlow<?>);
    }

    private static String path(Node node) {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (Node each = node; each != null && depth < 5; each = each.getParent(), depth++) {
            out.insert(0, " > " + each.getClass().getSimpleName() + each.getStyleClass());
        }
        return out.substring(3);
    }
}
