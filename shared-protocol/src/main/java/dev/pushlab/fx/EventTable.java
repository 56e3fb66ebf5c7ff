package dev.pushlab.fx;

import java.util.List;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.TableRow;

/**
 * The list of events, the same in both windows: id, type, data, time, latency. Virtualized; fed with one {@link Batch} a
 * frame it stays smooth at a thousand events a second.
 */
public final class EventTable extends FollowingTable<EventRow> {
    private static final PseudoClass GAP = PseudoClass.getPseudoClass("gap");

    /** @param whenEmpty usually an {@link EmptyState} */
    public EventTable(Messages messages, EventListModel<EventRow> model, Node whenEmpty) {
        super(messages, model, whenEmpty);
        getStyleClass().add("event-table");
        table.accessibleTextProperty().bind(messages.bind("fx.event.list"));
        table.getColumns()
                .setAll(List.of(
                        Columns.mono(messages.bind("fx.event.id"), EventRow::id),
                        Columns.text(messages.bind("fx.event.type"), EventRow::type),
                        Columns.text(messages.bind("fx.event.data"), row -> data(messages, row)),
                        Columns.figures(messages.bind("fx.event.time"), row -> messages.clock(row.time())),
                        Columns.figures(
                                messages.bind("fx.event.latency"),
                                row -> row.latency().map(messages::duration).orElse(""))));
        Columns.shares(table, 0.16, 0.12, 0.40, 0.18, 0.14);
        table.setRowFactory(view -> new Row());
        messages.localeProperty().addListener(change -> table.refresh());
    }

    /** The selected event; null if none is. */
    public ReadOnlyObjectProperty<EventRow> selectedProperty() {
        return table.getSelectionModel().selectedItemProperty();
    }

    private static String data(Messages messages, EventRow row) {
        if (row.kind() == EventRow.Kind.EVENT) {
            return row.data();
        }
        return row.data().isEmpty()
                ? messages.get("fx.event.gap.start", row.id())
                : messages.get("fx.event.gap", row.data(), row.id());
    }

    private static final class Row extends TableRow<EventRow> {
        @Override
        protected void updateItem(EventRow item, boolean empty) {
            super.updateItem(item, empty);
            pseudoClassStateChanged(GAP, !empty && item != null && item.kind() == EventRow.Kind.GAP);
        }
    }
}
