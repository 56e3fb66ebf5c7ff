package dev.pushlab.fx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;

/** The newest lines of a log at or above a chosen level. Lines below it are kept too, so that the level can be lowered. */
public final class LogListModel {
    private final int bound;
    private final Deque<LogEntry> all = new ArrayDeque<>();
    private final EventListModel<LogEntry> shown;
    private final ObjectProperty<LogEntry.Level> threshold = new SimpleObjectProperty<>(LogEntry.Level.INFO);

    /** @param bound the most lines kept, at least 1 */
    public LogListModel(int bound) {
        this.bound = bound;
        shown = new EventListModel<>(bound);
        threshold.addListener((property, old, now) -> {
            shown.clear();
            shown.pausedProperty().set(false);
            shown.add(new Batch<>(atLeast(now, List.copyOf(all)), 0));
        });
    }

    public void add(Batch<LogEntry> batch) {
        all.addAll(batch.values());
        while (all.size() > bound) {
            all.removeFirst();
        }
        List<LogEntry> visible = atLeast(threshold.get(), batch.values());
        if (!visible.isEmpty()) {
            shown.add(new Batch<>(visible, 0));
        }
    }

    public EventListModel<LogEntry> shown() {
        return shown;
    }

    public ObjectProperty<LogEntry.Level> thresholdProperty() {
        return threshold;
    }

    private static List<LogEntry> atLeast(LogEntry.Level level, List<LogEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.level().compareTo(level) >= 0)
                .toList();
    }
}
