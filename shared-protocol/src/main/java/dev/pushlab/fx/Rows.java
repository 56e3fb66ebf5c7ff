package dev.pushlab.fx;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.collections.ObservableList;

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
}
