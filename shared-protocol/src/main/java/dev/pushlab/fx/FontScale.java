package dev.pushlab.fx;

import java.util.List;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;

/** The size of all type in a window, 100 to 200 per cent, in steps. */
public final class FontScale {
    public static final List<Integer> STEPS = List.of(100, 110, 125, 150, 175, 200);

    private final ReadOnlyIntegerWrapper percent = new ReadOnlyIntegerWrapper(100);

    public int getPercent() {
        return percent.get();
    }

    /** @param wanted any number; the nearest of {@link #STEPS} is taken */
    public void setPercent(int wanted) {
        int nearest = STEPS.get(0);
        for (int step : STEPS) {
            if (Math.abs((long) step - wanted) < Math.abs((long) nearest - wanted)) {
                nearest = step;
            }
        }
        percent.set(nearest);
    }

    public ReadOnlyIntegerProperty percentProperty() {
        return percent.getReadOnlyProperty();
    }

    public void larger() {
        step(1);
    }

    public void smaller() {
        step(-1);
    }

    public void reset() {
        setPercent(100);
    }

    private void step(int by) {
        int index = STEPS.indexOf(getPercent()) + by;
        percent.set(STEPS.get(Math.max(0, Math.min(STEPS.size() - 1, index))));
    }
}
