package dev.pushlab.fx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/**
 * The newest rows of a stream, newest first, at most so many. While paused the list stands still, so that it can be
 * read; what comes is kept within the same bound and counted, and shown when the pause ends.
 *
 * @param <T> a row
 */
public final class EventListModel<T> {
    private final int bound;
    private final ObservableList<T> rows = FXCollections.observableArrayList();
    private final ObservableList<T> readOnlyRows = FXCollections.unmodifiableObservableList(rows);
    /** Oldest first. */
    private final List<T> held = new ArrayList<>();

    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final ReadOnlyLongWrapper unseen = new ReadOnlyLongWrapper();
    private final ReadOnlyLongWrapper total = new ReadOnlyLongWrapper();
    private final ReadOnlyLongWrapper skipped = new ReadOnlyLongWrapper();

    /** @param bound the most rows shown, at least 1 */
    public EventListModel(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound " + bound);
        }
        this.bound = bound;
        paused.addListener((property, old, now) -> {
            if (!now) {
                show(held);
                held.clear();
                unseen.set(0);
            }
        });
    }

    /** Adds what an {@link FxBridge} brought. */
    public void add(Batch<T> batch) {
        total.set(total.get() + batch.values().size() + batch.dropped());
        skipped.set(skipped.get() + batch.dropped());
        if (paused.get()) {
            unseen.set(unseen.get() + batch.values().size() + batch.dropped());
            held.addAll(batch.values());
            if (held.size() > bound) {
                held.subList(0, held.size() - bound).clear();
            }
        } else {
            show(batch.values());
        }
    }

    public void clear() {
        rows.clear();
        held.clear();
        unseen.set(0);
        total.set(0);
        skipped.set(0);
    }

    /** Newest first. */
    public ObservableList<T> rows() {
        return readOnlyRows;
    }

    public boolean isPaused() {
        return paused.get();
    }

    public BooleanProperty pausedProperty() {
        return paused;
    }

    /** How many came since the pause began. */
    public ReadOnlyLongProperty unseenProperty() {
        return unseen.getReadOnlyProperty();
    }

    /** How many came altogether, shown or not. */
    public ReadOnlyLongProperty totalProperty() {
        return total.getReadOnlyProperty();
    }

    /** How many were counted but never shown, because more came in one frame than a list can show. */
    public ReadOnlyLongProperty skippedProperty() {
        return skipped.getReadOnlyProperty();
    }

    private void show(List<T> oldestFirst) {
        int count = Math.min(bound, oldestFirst.size());
        if (count == 0) {
            return;
        }
        List<T> newest = new ArrayList<>(oldestFirst.subList(oldestFirst.size() - count, oldestFirst.size()));
        Collections.reverse(newest);
        int surplus = rows.size() + count - bound;
        if (surplus > 0) {
            rows.remove(rows.size() - surplus, rows.size());
        }
        rows.addAll(0, newest);
    }
}
