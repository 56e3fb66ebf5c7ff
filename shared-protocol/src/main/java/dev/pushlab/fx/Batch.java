package dev.pushlab.fx;

import java.util.List;

/**
 * What came in between two drains of an {@link FxBridge}.
 *
 * @param values oldest first
 * @param dropped how many older ones were dropped because more came than the bound allows, at least 0
 */
public record Batch<T>(List<T> values, long dropped) {
    public Batch {
        values = List.copyOf(values);
    }
}
