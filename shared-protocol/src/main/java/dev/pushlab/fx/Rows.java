package dev.pushlab.fx;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.TableView;

/** Brings the rows of a table up to date by as few changes as needed, so that selection and scroll position stay. */
public final class Rows {
    private Rows() {}

    /**
     * @param next what the list shall hold, in this order, no key twice
     * @param key what a row keeps while it changes
     */
    public static <T, K> void sync(ObservableList<T> list, List<T> next, Function<T, K> key) {
        Set<K> staying = next.stream().map(key).collect(Collectors.toSet());
        list.removeIf(row -> !staying.contains(key.apply(row)));
        for (int i = 0; i < next.size(); i++) {
            T wanted = next.get(i);
            if (i < list.size() && key.apply(list.get(i)).equals(key.apply(wanted))) {
                if (!list.get(i).equals(wanted)) {
                    list.set(i, wanted);
                }
            } else {
                list.add(i, wanted);
            }
        }
        // Rows that changed places were added anew above: their old copies are at the end.
        if (list.size() > next.size()) {
            list.remove(next.size(), list.size());
        }
    }

    /**
     * Keeps the chosen row chosen while it is brought up to date: a table by itself lets go of a row that is replaced.
     *
     * @param key as given to {@link #sync}
     */
    public static <T, K> void keepSelection(TableView<T> table, Function<T, K> key) {
        AtomicReference<K> chosen = new AtomicReference<>();
        table.getSelectionModel().selectedItemProperty().addListener((property, old, now) -> {
            if (now != null) {
                chosen.set(key.apply(now));
            }
        });
        table.getItems().addListener((ListChangeListener<T>) change -> {
            if (chosen.get() == null || table.getSelectionModel().getSelectedItem() != null) {
                return;
            }
            for (int i = 0; i < table.getItems().size(); i++) {
                if (key.apply(table.getItems().get(i)).equals(chosen.get())) {
                    table.getSelectionModel().select(i);
                    return;
                }
            }
            // It is gone, and must not be chosen again by surprise should it come back.
            chosen.set(null);
        });
    }
}
